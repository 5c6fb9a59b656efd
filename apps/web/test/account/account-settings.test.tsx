// @vitest-environment jsdom
import { securityEventTypes } from '@pixelboxx/shared';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChangePassword } from '@/features/account/change-password.tsx';
import { DeleteAccount } from '@/features/account/delete-account.tsx';
import { VerificationBanner } from '@/features/auth/email-verification/verification-banner.tsx';
import { DataExport } from '@/features/account/data-export/data-export.tsx';
import { formatBytes } from '@/lib/format/format-bytes.ts';
import { formatEvent } from '@/features/security/activity/format-event.ts';
import { SecurityEvents } from '@/features/security/activity/security-events.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { respondFromApi, failure, renderWithSession, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const show = (children: ReactNode, isVerified = true) =>
  renderWithSession(<ReauthenticationProvider>{children}</ReauthenticationProvider>, {
    status: 'signed-in',
    user: { ...user, isVerified },
  });

describe('the reminder to confirm an address', () => {
  it('is shown until the address is confirmed', () => {
    show(<VerificationBanner />);
    expect(screen.queryByRole('heading')).toBeNull();
  });

  it('sends the link again, and counts down after too many requests', async () => {
    let sent = 0;
    respondFromApi({
      'POST /v1/auth/email/resend': () => {
        sent += 1;
        return sent === 1
          ? new Response(null, { status: 202 })
          : failure(429, 'RATE_LIMITED', { retryAfterSeconds: 30 }, 'Please wait.');
      },
    });
    show(<VerificationBanner />, false);
    await press('Send the link again');
    await screen.findByText(/Sent\. Look into your mailbox/);
    await press('Send the link again');
    expect((await screen.findByRole('alert')).textContent).toMatch(/Please wait\.You can try again in (30|29) seconds/);
    expect(screen.getByRole<HTMLButtonElement>('button').disabled).toBe(true);
    expect(screen.queryByText(/Sent\./)).toBeNull();
  });
});

describe('changing the password', () => {
  it('shows a wrong current password at its field, and succeeds after a correction', async () => {
    let wrong = true;
    respondFromApi({
      'POST /v1/auth/password/change': () => (wrong ? failure(403, 'WRONG_PASSWORD', {}, 'Not it.') : success(user)),
    });
    show(<ChangePassword />);
    await press('Change password');
    const current = await screen.findByLabelText('Current password');
    await waitFor(() => expect(document.activeElement).toBe(current));
    await userEvent.type(current, 'mistyped');
    await userEvent.type(screen.getByLabelText('New password'), 'quiet lemon harbour{Enter}');
    await screen.findByText('Not it.');
    expect(document.activeElement).toBe(current);
    wrong = false;
    await press('Save new password');
    await screen.findByText(/Your password is changed/);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Change password' }));
  });
});

describe('the security events of the account', () => {
  const event = (id: number, type: string) => ({
    id: `0197a2d0-0000-7000-8000-00000000000${id}`,
    type,
    sessionId: null,
    ipAddress: '203.0.113.7',
    userAgent: null,
    createdAt: '2026-11-01T00:00:00.000Z',
  });

  it('are shown as sentences, with older ones on request', async () => {
    const calls = respondFromApi({
      'GET /v1/users/me/security-events': () =>
        calls.length === 1
          ? success({ items: [event(2, 'PASSWORD_CHANGED')], nextCursor: 'c1' })
          : success({ items: [event(1, 'SOMETHING_OF_TOMORROW')], nextCursor: null }),
    });
    show(<SecurityEvents />);
    await screen.findByText(securityEventTypes.PASSWORD_CHANGED);
    await press('Show earlier ones');
    await screen.findByText('Something new: something of tomorrow.');
    expect(screen.getByText(securityEventTypes.PASSWORD_CHANGED)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show earlier ones' })).toBeNull();
    expect(calls[1]?.call).toContain('cursor=c1');
  });

  it('show a provider by its display name, or by its id if no longer configured', async () => {
    const items = ['acme', 'gone'].map((provider, index) => ({ ...event(index + 1, 'SIGNED_IN'), provider }));
    respondFromApi({ 'GET /v1/users/me/security-events': () => success({ items, nextCursor: null }) });
    show(<SecurityEvents providers={[{ id: 'acme', name: 'The Acme' }]} />);
    await screen.findByText(/with The Acme/);
    expect(screen.getByText(/with gone/)).toBeTruthy();
  });

  it('show a text if there are none', async () => {
    respondFromApi({ 'GET /v1/users/me/security-events': () => success({ items: [], nextCursor: null }) });
    show(<SecurityEvents />);
    await screen.findByText('Nothing yet.');
  });

  it('can be requested again after a failure', async () => {
    let down = true;
    respondFromApi({
      'GET /v1/users/me/security-events': () =>
        down ? failure(500, 'INTERNAL_ERROR', {}, 'Our fault.') : success({ items: [], nextCursor: null }),
    });
    show(<SecurityEvents />);
    await screen.findByText('Our fault.');
    down = false;
    await press('Try again');
    await waitFor(() => expect(screen.queryByText('Our fault.')).toBeNull());
  });

  it('have a sentence for every type of the contract', () => {
    for (const type of Object.keys(securityEventTypes)) {
      expect(formatEvent(type, securityEventTypes), type).toMatch(/^[A-Z].+\.$/);
    }
    expect(formatEvent('toString', securityEventTypes)).toBe('Something new: tostring.');
  });
});

describe('the data export', () => {
  it('is requested, shows its progress, and is offered when it is ready', async () => {
    let status = 'NONE';
    respondFromApi({
      'GET /v1/users/me/export': () => {
        if (status !== 'READY') return success({ status, requestedAt: '2026-11-01T00:00:00.000Z' });
        return success({ status, url: '/files/x', bytes: 1_234_567, expiresAt: '2026-11-02T00:00:00.000Z' });
      },
      'POST /v1/users/me/export': () => {
        status = 'PENDING';
        return new Response(null, { status: 202 });
      },
    });
    show(<DataExport />);
    await userEvent.click(await screen.findByRole('button', { name: 'Ask for my data' }));
    await screen.findByText(/Packing your archive/);
    status = 'READY';
    await screen.findByText(/Your archive is ready: 1\.2 MB/);
    expect(screen.getByRole('button', { name: 'Download' })).toBeTruthy();
  });

  it('[C6] is downloaded after reauthentication in a dialog', async () => {
    let proven = false;
    const calls = respondFromApi({
      'GET /v1/users/me/export': () =>
        success({ status: 'READY', bytes: 1_000, expiresAt: '2026-11-02T00:00:00.000Z' }),
      'GET /v1/users/me/export/download': () =>
        proven
          ? success({ url: '#archive', expiresAt: '2026-11-01T00:15:00.000Z' })
          : failure(403, 'STEP_UP_REQUIRED', { methods: ['PASSWORD'] }),
      'POST /v1/auth/step-up': () => {
        proven = true;
        return success({ validUntil: '2026-11-01T00:10:00.000Z' });
      },
    });
    show(<DataExport />);
    await userEvent.click(await screen.findByRole('button', { name: 'Download' }));
    await userEvent.type(await screen.findByLabelText('Your password'), 'secret{Enter}');
    await waitFor(() => expect(window.location.hash).toBe('#archive'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(calls.filter(({ call }) => call.endsWith('/download'))).toHaveLength(2);
  });

  it('reports its failure, and can be requested again', async () => {
    respondFromApi({ 'GET /v1/users/me/export': () => success({ status: 'FAILED' }) });
    show(<DataExport />);
    await screen.findByText('Your archive could not be made');
    expect(screen.getByRole('button', { name: 'Ask for my data' })).toBeTruthy();
  });

  it.each([
    [0, '0\u00a0bytes'],
    [999, '999\u00a0bytes'],
    [1_000, '1.0\u00a0kB'],
    [12_345, '12\u00a0kB'],
    [999_900, '1.0\u00a0MB'],
    [5_400_000_000, '5.4\u00a0GB'],
  ])('shows %i bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('deleting the account', () => {
  it('requires the password, and keeps the account without it', async () => {
    const calls = respondFromApi({ 'DELETE /v1/users/me': () => failure(403, 'WRONG_PASSWORD', {}, 'Not it.') });
    show(<DeleteAccount />);
    await press('Delete account…');
    await screen.findByRole('dialog');
    await press('Delete my account');
    await screen.findByText('Enter your password.');
    expect(calls).toEqual([]);
    await userEvent.type(screen.getByLabelText('Your password'), 'wrong{Enter}');
    await screen.findByText('Not it.');
    await press('Keep my account');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});
