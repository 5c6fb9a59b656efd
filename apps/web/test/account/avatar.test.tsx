// @vitest-environment jsdom
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AvatarEditor } from '@/features/profile/avatar/avatar-editor.tsx';
import type { ImageArea } from '@/features/profile/avatar/crop-image.ts';
import { renderWithSession, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/settings' }));
// jsdom lays nothing out, so the cropper tells its area when the test says that it has.
const cropper = vi.hoisted((): { laidOut: (area: ImageArea) => void } => ({ laidOut: () => undefined }));
vi.mock('@/features/profile/avatar/image-cropper.tsx', () => ({
  default: ({ onAreaChange }: { onAreaChange: (area: ImageArea) => void }) => {
    cropper.laidOut = onAreaChange;
    return null;
  },
}));

let blobs = 0;
beforeEach(() => {
  vi.stubGlobal(
    'Image',
    class {
      src = '';
      decode = () => Promise.resolve();
    },
  );
  URL.createObjectURL = () => `blob:${(blobs += 1)}`;
  URL.revokeObjectURL = () => undefined;
});
afterEach(() => vi.unstubAllGlobals());

const heads = {
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  heic: [0, 0, 0, 24, ...Buffer.from('ftypheic')],
};
const choose = (name: string, head: readonly number[] = heads.png) =>
  userEvent.upload(screen.getByLabelText('Picture file'), new File([Uint8Array.from(head)], name), {
    applyAccept: false,
  });
const use = () => screen.findByRole<HTMLButtonElement>('button', { name: 'Use this picture' });

it('the avatar editor can only be submitted once the picture is shown in its frame', async () => {
  renderWithSession(<AvatarEditor />, { status: 'signed-in', user });
  await choose('one.png');
  expect((await use()).disabled).toBe(true);
  await waitFor(() => expect(cropper.laidOut.name).not.toBe('laidOut'));
  act(() => cropper.laidOut({ x: 0, y: 0, width: 9, height: 9 }));
  expect((await use()).disabled).toBe(false);
  // A file that is no image changes nothing about the one being framed.
  await choose('notes.txt', [0x78]);
  expect((await use()).disabled).toBe(false);
  await choose('two.png');
  expect((await use()).disabled).toBe(true);
});

it('the focus stays in the avatar editor when a picture is chosen, and returns to the button on cancelling', async () => {
  renderWithSession(<AvatarEditor />, { status: 'signed-in', user });
  await choose('one.png');
  const editor = screen.getByRole('group', { name: 'Your picture' });
  await use();
  await waitFor(() => expect(document.activeElement).toBe(editor));
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Choose a picture' }));
});

it('[D3] a HEIC picture that the browser cannot show is uploaded uncropped, with a hint', async () => {
  vi.stubGlobal(
    'Image',
    class {
      src = '';
      decode = () => Promise.reject(new DOMException('No decoder for this.', 'EncodingError'));
    },
  );
  renderWithSession(<AvatarEditor />, { status: 'signed-in', user });
  await choose('IMG_0001.HEIC', heads.heic);
  expect(await screen.findByText(/the middle of it is used/)).toBeTruthy();
  expect((await use()).disabled).toBe(false);
  await choose('broken.png');
  expect(await screen.findByText(/cannot be read as a picture/)).toBeTruthy();
});
