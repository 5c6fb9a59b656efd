// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { signInMethods } from '@pixelboxx/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmailCodeLink } from '@/features/auth/email-links/email-code-link.tsx';
import { LoginForm } from '@/features/auth/login/sign-in.tsx';
import { RegisterForm } from '@/features/auth/register/register-form.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/login' }));

const request = 'POST /v1/auth/email-code/request';
const verify = 'POST /v1/auth/email-code/verify';
const accepted = () => new Response(null, { status: 202 });

beforeEach(() => router.replace.mockClear());
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  window.location.hash = '';
});

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

describe('a sign-in code by e-mail', () => {
  it('is requested with the typed address, and continues to the requested page', async () => {
    const calls = respondFromApi({ [request]: accepted, [verify]: () => success(user) });
    renderWithSession(<LoginForm returnTo="/gallery" />);
    await userEvent.type(screen.getByLabelText('Username or e-mail'), 'ada@example.com');
    await press('E-mail me a code');
    await userEvent.type(await screen.findByLabelText('Code'), '1234 5678');
    await press('Sign in');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/gallery'));
    expect(calls).toEqual([
      { call: request, body: { email: 'ada@example.com' } },
      { call: verify, body: { email: 'ada@example.com', code: '1234 5678' } },
    ]);
  });

  it('asks for an address if a username was typed, and mails nothing before', async () => {
    const calls = respondFromApi({ [request]: accepted });
    renderWithSession(<LoginForm returnTo="/home" />);
    await userEvent.type(screen.getByLabelText('Username or e-mail'), 'ada');
    await press('E-mail me a code');
    const field = await screen.findByLabelText('E-mail');
    expect(calls).toEqual([]);
    await userEvent.type(field, 'ada@example.com');
    await press('E-mail me a code');
    await screen.findByLabelText('Code');
    await press('Use another address');
    await press('Sign in another way');
    expect(screen.getByLabelText('Password')).toBeTruthy();
  });

  it('is requested for a corrected address only when the user submits it', async () => {
    const calls = respondFromApi({ [request]: accepted });
    renderWithSession(<LoginForm returnTo="/home" />);
    await userEvent.type(screen.getByLabelText('Username or e-mail'), 'ada@example.con');
    await press('E-mail me a code');
    await screen.findByLabelText('Code');
    await press('Use another address');
    const field = await screen.findByLabelText('E-mail');
    await waitFor(() => expect(document.activeElement).toBe(field));
    await userEvent.type(field, '{Backspace}m');
    await press('E-mail me a code');
    await screen.findByText('ada@example.com');
    expect(calls.map(({ body }) => body)).toEqual([{ email: 'ada@example.con' }, { email: 'ada@example.com' }]);
  });

  it('shows at the field that a code is wrong, and that another one was sent', async () => {
    const calls = respondFromApi({
      [request]: accepted,
      [verify]: () => failure(400, 'INVALID_CODE', {}, 'Not right.'),
    });
    renderWithSession(<LoginForm returnTo="/home" />);
    await userEvent.type(screen.getByLabelText('Username or e-mail'), 'ada@example.com');
    await press('E-mail me a code');
    await userEvent.type(await screen.findByLabelText('Code'), '12345678');
    await press('Sign in');
    await screen.findByText('Not right.');
    await press('Send another code');
    await screen.findByText(/Another code is on its way/);
    expect(calls.filter(({ call }) => call === request)).toHaveLength(2);
  });

  it('is followed by the second factor if there is one', async () => {
    respondFromApi({ [request]: accepted, [verify]: () => failure(401, 'MFA_REQUIRED', { methods: ['TOTP'] }) });
    renderWithSession(<LoginForm returnTo="/home" />);
    await userEvent.type(screen.getByLabelText('Username or e-mail'), 'ada@example.com');
    await press('E-mail me a code');
    await userEvent.type(await screen.findByLabelText('Code'), '12345678');
    await press('Sign in');
    await screen.findByText(/Your code is right/);
  });
});

describe('the link in the code e-mail', () => {
  it('does nothing before a click, and signs in then', async () => {
    window.location.hash = '#token=abc';
    const calls = respondFromApi({ [verify]: () => success(user) });
    renderWithSession(<EmailCodeLink />);
    await waitFor(() =>
      expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Sign in' }).disabled).toBe(false),
    );
    expect(calls).toEqual([]);
    await press('Sign in');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/home'));
    expect(calls).toEqual([{ call: verify, body: { token: 'abc' } }]);
  });

  it('says where to type the code in a browser that has not requested it', async () => {
    window.location.hash = '#token=abc';
    respondFromApi({ [verify]: () => failure(403, 'OTHER_BROWSER') });
    renderWithSession(<EmailCodeLink />);
    await press('Sign in');
    await screen.findByRole('heading', { name: 'Type the code there' });
    expect(router.replace).not.toHaveBeenCalled();
  });
});

describe('the offered sign-in methods', () => {
  it.each([
    [['password'], { password: true, code: false, passkey: false }],
    [['passkey', 'password'], { password: true, code: false, passkey: true }],
    [['email-code', 'passkey'], { password: false, code: true, passkey: true }],
    [signInMethods, { password: true, code: true, passkey: true }],
  ] as const)('%j are shown on the sign-in page', async (offered, shown) => {
    vi.stubGlobal('PublicKeyCredential', vi.fn());
    renderWithSession(<LoginForm returnTo="/home" offered={offered} />);
    if (shown.code) await screen.findByRole('button', { name: 'E-mail me a code' });
    expect({
      password: screen.queryByLabelText('Password') !== null,
      code: screen.queryByRole('button', { name: 'E-mail me a code' }) !== null,
      passkey: screen.queryByRole('button', { name: 'Sign in with a passkey' }) !== null,
    }).toEqual(shown);
  });

  it('can be used to register, keeping the typed input', async () => {
    vi.stubGlobal('PublicKeyCredential', vi.fn());
    respondFromApi({ 'GET /v1/users/availability': () => success({ available: true }) });
    renderWithSession(<RegisterForm offered={['password', 'passkey']} />);
    await userEvent.type(screen.getByLabelText('E-mail'), 'ada@example.com');
    await press('Use a passkey instead of a password');
    await screen.findByRole('button', { name: 'Create account with a passkey' });
    expect(screen.getByLabelText<HTMLInputElement>('E-mail').value).toBe('ada@example.com');
    cleanup();
    renderWithSession(<RegisterForm offered={['password']} />);
    expect(screen.queryByRole('button', { name: 'Use a passkey instead of a password' })).toBeNull();
    cleanup();
    renderWithSession(<RegisterForm offered={['passkey', 'email-code']} />);
    await screen.findByRole('button', { name: 'Create account with a passkey' });
    expect(screen.queryByLabelText('Password')).toBeNull();
  });
});
