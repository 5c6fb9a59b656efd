// @vitest-environment jsdom
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AvatarEditor } from '@/avatar/avatar-editor.tsx';
import type { PictureArea } from '@/avatar/crop-picture.ts';
import { renderWithSession, user } from './support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/settings' }));
// jsdom lays nothing out, so the cropper tells its area when the test says that it has.
const cropper = vi.hoisted((): { laidOut: (area: PictureArea) => void } => ({ laidOut: () => undefined }));
vi.mock('@/avatar/picture-cropper.tsx', () => ({
  default: ({ onAreaChange }: { onAreaChange: (area: PictureArea) => void }) => {
    cropper.laidOut = onAreaChange;
    return null;
  },
}));

beforeEach(() => {
  vi.stubGlobal(
    'Image',
    class {
      src = '';
      decode = () => Promise.resolve();
    },
  );
  URL.createObjectURL = () => `blob:${Math.random()}`;
  URL.revokeObjectURL = () => undefined;
});
afterEach(() => vi.unstubAllGlobals());

const choose = (name: string, type = 'image/png') =>
  userEvent.upload(screen.getByLabelText('Picture file'), new File(['x'], name, { type }), { applyAccept: false });
const use = () => screen.findByRole<HTMLButtonElement>('button', { name: 'Use this picture' });

it('a picture cannot be used before it is laid out in its frame, and can from then on', async () => {
  renderWithSession(<AvatarEditor />, { status: 'signed-in', user });
  await choose('one.png');
  expect((await use()).disabled).toBe(true);
  await waitFor(() => expect(cropper.laidOut.name).not.toBe('laidOut'));
  act(() => cropper.laidOut({ x: 0, y: 0, width: 9, height: 9 }));
  expect((await use()).disabled).toBe(false);
  // A file that is no picture changes nothing about the one being framed.
  await choose('notes.txt', 'text/plain');
  expect((await use()).disabled).toBe(false);
  await choose('two.png');
  expect((await use()).disabled).toBe(true);
});
