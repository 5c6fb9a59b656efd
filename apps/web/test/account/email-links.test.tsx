// @vitest-environment jsdom
import { mailLinkPaths } from '@pixelboxx/shared';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfirmEmail } from '@/features/auth/email-links/confirm-email.tsx';
import { ForgotPassword } from '@/features/auth/email-links/forgot-password.tsx';
import { ReportCompromise } from '@/features/auth/email-links/report-compromise.tsx';
import { ResetPassword } from '@/features/auth/email-links/reset-password.tsx';
import { RestoreAccount } from '@/features/auth/email-links/restore-account.tsx';
import { SessionProvider } from '@/lib/session/session-provider.tsx';
import { securityHeaders } from '@/server/security/security-headers.ts';
import { respondFromApi, failure, renderWithSession, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/' }));

const signedIn = { status: 'signed-in', user } as const;
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const title = (name: string) => screen.findByRole('heading', { level: 1, name });
const openWith = (token: string | null) => window.history.replaceState(null, '', token ? `/x#token=${token}` : '/x');

beforeEach(() => {
  vi.clearAllMocks();
  openWith('from-a-letter');
});
afterEach(() => vi.unstubAllGlobals());

describe('a page that an email links to', () => {
  it('takes the token out of the address and sends nothing before the click', async () => {
    const calls = respondFromApi({ 'POST /v1/auth/security/disown': () => success({ done: true }) });
    renderWithSession(<ReportCompromise />);
    await waitFor(() => expect(window.location.hash).toBe(''));
    expect(calls).toEqual([]);
    await press('Secure my account');
    const heading = await title('Your account is safe');
    await waitFor(() => expect(document.activeElement).toBe(heading));
    expect(calls).toEqual([{ call: 'POST /v1/auth/security/disown', body: { token: 'from-a-letter' } }]);
  });

  it('keeps text typed before the scripts have loaded', async () => {
    const page = (
      <SessionProvider initial={{ status: 'signed-out' }}>
        <ConfirmEmail purpose="verify" />
      </SessionProvider>
    );
    const container = document.body.appendChild(document.createElement('div'));
    container.innerHTML = renderToString(page);
    const field = screen.getByLabelText<HTMLInputElement>('Username or e-mail');
    field.value = 'ada';
    render(page, { container, hydrate: true });
    await waitFor(() => expect(window.location.hash).toBe(''));
    expect(screen.getByLabelText('Username or e-mail')).toBe(field);
    expect(field.value).toBe('ada');
  });

  it('says that the token is missing, and where to get another', async () => {
    openWith(null);
    renderWithSession(<ResetPassword />);
    await title('This link is incomplete');
    expect(screen.getByRole('link', { name: /new password/ }).getAttribute('href')).toBe('/forgot-password');
  });

  it('says that the token no longer works, and where to get another', async () => {
    respondFromApi({ 'POST /v1/users/restore': () => failure(400, 'TOKEN_INVALID') });
    renderWithSession(<RestoreAccount />);
    await press('Keep my account');
    await title('This link no longer works');
    expect(screen.getByRole('link').getAttribute('href')).toBe('/login');
  });

  it('starts again when another link is opened in the same tab', async () => {
    const calls = respondFromApi({
      'POST /v1/users/restore': (body) =>
        (body as { token: string }).token === 'newer' ? success({ done: true }) : failure(400, 'TOKEN_INVALID'),
    });
    renderWithSession(<RestoreAccount />);
    await press('Keep my account');
    await title('This link no longer works');
    window.location.hash = '#token=newer';
    await title('Changed your mind?');
    await press('Keep my account');
    await title('Good to have you back');
    expect(calls).toHaveLength(2);
  });

  it.each([
    [429, 'RATE_LIMITED'],
    [503, 'OVERLOADED'],
  ])('counts down after a %i and then allows another attempt', async (status, code) => {
    let busy = true;
    respondFromApi({
      'POST /v1/users/restore': () =>
        busy ? failure(status, code, { retryAfterSeconds: 1 }, 'Please wait.') : success({ done: true }),
    });
    renderWithSession(<RestoreAccount />);
    await press('Keep my account');
    expect((await screen.findByRole('alert')).textContent).toContain('Please wait.You can try again in 1 second.');
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Keep my account' });
    expect(button.disabled).toBe(true);
    busy = false;
    await waitFor(() => expect(button.disabled).toBe(false));
    await press('Keep my account');
    await title('Good to have you back');
  });

  it('sends no referrer', () => {
    for (const pathname of Object.values(mailLinkPaths)) {
      expect(securityHeaders({ pathname, secure: true, personal: false })['Referrer-Policy'], pathname).toBe(
        'no-referrer',
      );
    }
  });
});

describe('confirming an address', () => {
  const verified = (mustResetPassword: boolean) => ({
    'POST /v1/auth/email/verify': () => success({ done: true, mustResetPassword }),
    'GET /v1/auth/me': () => success({ ...user, isVerified: true }),
  });

  it('takes one click of a signed-in user', async () => {
    respondFromApi(verified(false));
    renderWithSession(<ConfirmEmail purpose="verify" />, signedIn);
    await press('Confirm my address');
    await title('Your address is confirmed');
  });

  it('offers to sign in first, and continues by itself afterwards', async () => {
    const calls = respondFromApi({ ...verified(false), 'POST /v1/auth/login': () => success(user) });
    renderWithSession(<ConfirmEmail purpose="verify" />);
    await userEvent.type(screen.getByLabelText('Username or e-mail'), 'ada');
    await userEvent.type(screen.getByLabelText('Password'), 'secret{Enter}');
    await title('Your address is confirmed');
    expect(calls.map(({ call }) => call)).toEqual([
      'POST /v1/auth/login',
      'POST /v1/auth/email/verify',
      'GET /v1/auth/me',
    ]);
  });

  it('explains that a password must be chosen if nobody was signed in', async () => {
    respondFromApi(verified(true));
    renderWithSession(<ConfirmEmail purpose="verify" />);
    await press('I don’t have the password');
    await press('Confirm my address');
    await title('One more step');
    expect(screen.getByText(/choose your own password/)).toBeTruthy();
  });

  it('asks for the right account if the changed address belongs to another', async () => {
    respondFromApi({ 'POST /v1/auth/email/verify': () => failure(401, 'UNAUTHENTICATED') });
    renderWithSession(<ConfirmEmail purpose="change" />, signedIn);
    await press('Use this address');
    expect(await screen.findByText(/belongs to another account/)).toBeTruthy();
    expect(screen.getByLabelText('Username or e-mail')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'I don’t have the password' })).toBeNull();
  });
});

describe('a forgotten password', () => {
  it('gives the same response for every address', async () => {
    const calls = respondFromApi({ 'POST /v1/auth/password/forgot': () => new Response(null, { status: 202 }) });
    renderWithSession(<ForgotPassword />);
    await userEvent.type(screen.getByLabelText('E-mail'), ' Ada@Example.com{Enter}');
    await title('Look into your mailbox');
    expect(screen.getByText('ada@example.com')).toBeTruthy();
    expect(calls[0]?.body).toEqual({ email: 'ada@example.com' });
  });

  it('is reset with the token from the email; a refused password can be corrected', async () => {
    let refused = true;
    const calls = respondFromApi({
      'POST /v1/auth/password/reset': () => {
        if (!refused) return success({ done: true });
        refused = false;
        return failure(400, 'VALIDATION_ERROR', { fields: { password: ['Too common.'] } });
      },
    });
    renderWithSession(<ResetPassword />);
    await userEvent.type(screen.getByLabelText('New password'), 'password123{Enter}');
    expect(await screen.findByText('Too common.')).toBeTruthy();
    await userEvent.type(screen.getByLabelText('New password'), ' of mine{Enter}');
    await title('Your password is changed');
    expect(calls.at(-1)?.body).toEqual({ token: 'from-a-letter', password: 'password123 of mine' });
  });

  it('[B4] asks after a report which sign-in methods are the owner’s, and sends the answers', async () => {
    const [old, recent] = ['0197a2d0-0000-7000-8000-00000000000a', '0197a2d0-0000-7000-8000-00000000000b'];
    const addedAt = '2026-11-03T00:00:00.000Z';
    const factors = [
      { kind: 'TOTP', id: null, name: null, addedAt, needsProof: true },
      { kind: 'PASSKEY', id: old, name: 'old key', addedAt, needsProof: false },
      { kind: 'PASSKEY', id: recent, name: 'new key', addedAt, needsProof: true },
    ];
    const calls = respondFromApi({
      'POST /v1/auth/password/reset/questions': () => success({ recovering: true, factors }),
      'POST /v1/auth/password/reset': () => success({ done: true }),
    });
    renderWithSession(<ResetPassword />);
    await userEvent.type(screen.getByLabelText('New password'), 'amber lantern 5 hums{Enter}');
    const heading = await screen.findByRole('heading', { level: 2, name: 'Are these yours?' });
    await waitFor(() => expect(document.activeElement).toBe(heading));
    expect(screen.getByText(/“new key”.*goes/)).toBeTruthy();
    await userEvent.type(screen.getByLabelText('Code from your authenticator app'), '123456');
    await userEvent.click(screen.getByLabelText('Not mine'));
    await press('Save new password');
    await title('Your password is changed');
    const body = { token: 'from-a-letter', password: 'amber lantern 5 hums', code: '123456', removePasskeys: [old] };
    expect(calls.at(-1)?.body).toEqual(body);
  });
});
