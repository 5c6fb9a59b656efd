// @vitest-environment jsdom
import type { ModerationUpload } from '@pixelboxx/shared';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ImageQueue } from '@/features/moderation/image-queue.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { imageOf } from '../gallery/images.ts';
import { respondFromApi, failure, renderWithSession, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/admin/pictures' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const waiting = (number: number, displayName: string): ModerationUpload => ({
  ...imageOf(number, { screening: 'FLAGGED' }),
  owner: { id: `owner-${number}`, username: displayName.toLowerCase(), displayName, avatarUrl: null },
  scores: { drawing: 0.02, hentai: 0.01, neutral: 0.06, porn: 0.81, sexy: 0.1 },
  screenedAt: '2026-11-01T00:00:00.000Z',
  reviewedAt: null,
});
const grace = waiting(1, 'Grace');
const alan = waiting(2, 'Alan');
const listing = (...items: ModerationUpload[]) => ({
  'GET /v1/moderation/uploads': () => success({ items, nextCursor: null }),
});
const show = () =>
  renderWithSession(
    <ReauthenticationProvider>
      <ImageQueue />
    </ReauthenticationProvider>,
    { status: 'signed-in', user: { ...user, role: 'MOD' } },
  );
const button = (name: string) => screen.findByRole('button', { name });

describe('the pictures that wait for a decision', () => {
  it('are covered, and not loaded, until the moderator wants to see them', async () => {
    respondFromApi(listing(grace));
    show();
    const cover = await button('Show the picture of Grace');
    expect(cover.querySelector('img')).toBeNull();
    await userEvent.click(cover);
    expect(cover.getAttribute('aria-pressed')).toBe('true');
    expect(cover.querySelector('img')?.getAttribute('src')).toBe('/files/1/320.webp?v=1');
  });

  it('are shown with their owner and the screening’s scores, the highest first', async () => {
    respondFromApi(listing(grace));
    show();
    expect((await screen.findByRole('link', { name: /Grace/ })).getAttribute('href')).toBe('/admin/owner-1');
    const meters = screen.getAllByRole('meter').map((meter) => meter.getAttribute('aria-label'));
    expect(meters).toEqual(['Explicit', 'Suggestive', 'Harmless']);
  });

  it('disappear when they are approved, and the focus moves to the next', async () => {
    const calls = respondFromApi({
      ...listing(grace, alan),
      [`POST /v1/moderation/uploads/${grace.id}/approve`]: () => success({ ...grace, screening: 'APPROVED' }),
    });
    show();
    await userEvent.click(await button('Approve the picture of Grace'));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Show the picture of Alan')));
    expect(screen.queryByLabelText('Show the picture of Grace')).toBeNull();
    expect(screen.getByText('Approved. 1 picture waits here.')).toBeTruthy();
    expect(calls).toHaveLength(2);
  });

  it('are removed only with a reason, after reauthentication if the API requires it', async () => {
    let proven = false;
    const calls = respondFromApi({
      ...listing(grace),
      [`POST /v1/moderation/uploads/${grace.id}/remove`]: () =>
        proven ? new Response(null, { status: 204 }) : failure(403, 'STEP_UP_REQUIRED', { methods: ['PASSWORD'] }),
      'POST /v1/auth/step-up': () => {
        proven = true;
        return success({ until: '2026-11-01T00:10:00.000Z' });
      },
    });
    show();
    await userEvent.click(await button('Remove the picture of Grace'));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Remove' }));
    await dialog.findByText('Say why.');
    await userEvent.type(dialog.getByLabelText('Reason'), 'Not allowed here.{Enter}');
    await userEvent.type(await screen.findByLabelText('Your password'), 'violet kettle{Enter}');
    await screen.findByText('Nothing waits for you');
    const removals = calls.filter(({ call }) => call.endsWith('/remove')).map(({ body }) => body);
    expect(removals).toEqual([{ reason: 'Not allowed here.' }, { reason: 'Not allowed here.' }]);
  });

  it('disappear with a message if somebody else has decided already', async () => {
    respondFromApi({
      ...listing(grace),
      [`POST /v1/moderation/uploads/${grace.id}/approve`]: () => failure(404, 'NOT_FOUND'),
    });
    show();
    await userEvent.click(await button('Approve the picture of Grace'));
    await screen.findByText('It was decided elsewhere already. 0 pictures wait here.');
  });

  it('can be filtered to those not screened yet', async () => {
    const calls = respondFromApi(listing({ ...grace, scores: null, screening: 'PENDING' }));
    show();
    await button('Show the picture of Grace');
    await userEvent.click(screen.getByRole('radio', { name: 'Not checked yet' }));
    await screen.findByText('The screening has not looked at it yet.');
    expect(calls.map(({ call }) => call)).toEqual([
      'GET /v1/moderation/uploads?screening=FLAGGED',
      'GET /v1/moderation/uploads?screening=PENDING',
    ]);
  });
});
