// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BeginSignIn } from '@/features/auth/identities/begin-sign-in.tsx';
import { ProviderCallback } from '@/features/auth/identities/provider-callback.tsx';
import { ProviderLinks } from '@/features/auth/identities/provider-links.tsx';
import { IdentitiesProvider, PasswordSettings } from '@/features/security/identities/identities-provider.tsx';
import { LinkedAccounts } from '@/features/security/identities/linked-accounts.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { leaveForProvider } from '@/lib/identities/leave-for-provider.ts';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/login' }));

const acme = { id: 'acme', name: 'Acme' };
const offered = { provider: acme, username: 'ada', email: 'ada@example.com', emailVerified: true };
const assign = vi.fn();

beforeEach(() => {
  router.replace.mockClear();
  assign.mockClear();
  sessionStorage.clear();
  vi.stubGlobal('location', {
    href: 'http://localhost/login/with/acme/callback',
    pathname: '/login/with/acme/callback',
    search: '?code=c&state=s&iss=i',
    assign,
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('buttons for providers', () => {
  it('are absent if none is configured', async () => {
    const { container } = renderWithSession(await ProviderLinks({ providers: [], returnTo: '/home' }));
    expect(container.textContent).toBe('');
  });

  it('are links with a name that keep the requested page', async () => {
    renderWithSession(await ProviderLinks({ providers: [acme], returnTo: '/gallery?a=b' }));
    const link = screen.getByRole('link', { name: 'Continue with Acme' });
    expect(link.getAttribute('href')).toBe('/login/with/acme?next=%2Fgallery%3Fa%3Db');
  });
});

describe('the redirect to a provider', () => {
  const start = { 'POST /v1/auth/identities/start': () => success({ url: 'https://id.acme.example/authorize' }) };

  it('happens immediately after a click on this site, and needs a click if another site led here', async () => {
    const calls = respondFromApi(start);
    renderWithSession(<BeginSignIn provider={acme} returnTo="/home" isOwnLink={false} />);
    const button = await screen.findByRole('button', { name: 'Go to Acme' });
    expect(calls).toEqual([]);
    await userEvent.click(button);
    await waitFor(() => expect(assign).toHaveBeenCalledWith('https://id.acme.example/authorize'));
    cleanup();
    renderWithSession(<BeginSignIn provider={acme} returnTo="/home" isOwnLink />);
    await waitFor(() => expect(assign).toHaveBeenCalledTimes(2));
  });

  it('shows an error if the provider does not respond', async () => {
    const down = () => failure(503, 'PROVIDER_UNAVAILABLE', {}, 'The other side does not answer right now.');
    respondFromApi({ 'POST /v1/auth/identities/start': down });
    renderWithSession(<BeginSignIn provider={acme} returnTo="/home" isOwnLink />);
    await screen.findByText(/does not answer/);
    expect(assign).not.toHaveBeenCalled();
    expect(screen.getByRole('link', { name: 'Sign in another way' })).toBeTruthy();
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', ' https://evil.example'])(
    'is refused to %s',
    (url) => {
      expect(() => leaveForProvider(url, '/home')).toThrow(TypeError);
      expect(assign).not.toHaveBeenCalled();
    },
  );
});

describe('the callback page', () => {
  const callback = 'POST /v1/auth/identities/callback';

  it('sends the query unchanged, and continues to the requested page', async () => {
    const outcome = { outcome: 'SIGNED_IN', user, registration: null };
    const calls = respondFromApi({ [callback]: () => success(outcome) });
    sessionStorage.setItem('pixelboxx:provider-return', '/gallery');
    renderWithSession(<ProviderCallback provider="acme" />);
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/gallery'));
    expect(calls).toEqual([{ call: callback, body: { provider: 'acme', response: 'code=c&state=s&iss=i' } }]);
  });

  it('never redirects to another site', async () => {
    respondFromApi({ [callback]: () => success({ outcome: 'SIGNED_IN', user, registration: null }) });
    sessionStorage.setItem('pixelboxx:provider-return', 'https://evil.example');
    renderWithSession(<ProviderCallback provider="acme" />);
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/home'));
  });

  it('tells a user who already has an account to sign in and link', async () => {
    respondFromApi({ [callback]: () => failure(409, 'ACCOUNT_EXISTS', {}, 'An account with this e-mail exists.') });
    renderWithSession(<ProviderCallback provider="acme" />);
    await screen.findByRole('heading', { name: 'You have an account already' });
    expect(screen.getByText('An account with this e-mail exists.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toContain('/login');
    expect(screen.getByRole('link', { name: /new password/ })).toBeTruthy();
  });

  it('leads back to the settings after linking, not to the login page', async () => {
    respondFromApi({ [callback]: () => failure(409, 'IDENTITY_TAKEN', {}, 'This is linked already.') });
    renderWithSession(<ProviderCallback provider="acme" />, { status: 'signed-in', user });
    await screen.findByRole('heading', { name: 'Linked already' });
    const back = screen.getByRole('link', { name: 'Back to the settings' });
    expect(back.getAttribute('href')).toBe('/settings/security');
    expect(screen.queryByRole('link', { name: 'Sign in' })).toBeNull();
  });

  it('asks for the second factor like after a password', async () => {
    respondFromApi({ [callback]: () => failure(401, 'MFA_REQUIRED', { methods: ['TOTP'] }) });
    renderWithSession(<ProviderCallback provider="acme" />);
    await screen.findByText(/You have signed in there\. Now prove that it is you/);
  });

  it('asks a new user for a username, and creates the account', async () => {
    const registration = { ...offered, hasImage: false };
    const calls = respondFromApi({
      [callback]: () => success({ outcome: 'REGISTRATION', user: null, registration }),
      'GET /v1/users/availability/ada': () => success({ available: true }),
      'POST /v1/auth/identities/register': () => success(user, 201),
    });
    renderWithSession(<ProviderCallback provider="acme" />);
    await userEvent.click(await screen.findByRole('button', { name: 'Create account' }));
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/onboarding'));
    const sent = calls.find(({ call }) => call === 'POST /v1/auth/identities/register');
    expect(sent?.body).toEqual({ username: 'ada', email: 'ada@example.com' });
  });
});

describe('linked accounts in the settings', () => {
  const identity = {
    id: '0197a2d0-0000-7000-8000-000000000009',
    provider: acme,
    email: 'ada@elsewhere.example',
    hasImage: false,
    linkedAt: '2026-11-01T00:00:00.000Z',
    lastUsedAt: null,
  };
  const show = (providers = [acme], changePassword = '') =>
    renderWithSession(
      <ReauthenticationProvider>
        <IdentitiesProvider>
          <PasswordSettings>{changePassword}</PasswordSettings>
          <LinkedAccounts providers={providers} />
        </IdentitiesProvider>
      </ReauthenticationProvider>,
      { status: 'signed-in', user },
    );

  it('are hidden if there are none and no provider is configured', async () => {
    const calls = respondFromApi({ 'GET /v1/auth/identities': () => success({ items: [], hasPassword: true }) });
    const { container } = show([]);
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(container.textContent).toBe('');
  });

  it('are shown with either a form to change the password or one to set it', async () => {
    let hasPassword = true;
    respondFromApi({ 'GET /v1/auth/identities': () => success({ items: [identity], hasPassword }) });
    show([acme], 'Change password');
    await screen.findByText('Acme');
    expect(screen.getByText('Change password')).toBeTruthy();
    expect(screen.queryByText(/has no password yet/)).toBeNull();
    cleanup();
    hasPassword = false;
    show([acme], 'Change password');
    await screen.findByText(/has no password yet/);
    expect(screen.queryByText('Change password')).toBeNull();
  });

  it('can be loaded again after a failure', async () => {
    let down = true;
    respondFromApi({
      'GET /v1/auth/identities': () =>
        down ? failure(500, 'INTERNAL_ERROR', {}, 'Our fault.') : success({ items: [identity], hasPassword: true }),
    });
    show();
    await screen.findByText('Our fault.');
    down = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('Acme');
    expect(screen.queryByText('Our fault.')).toBeNull();
  });

  it('can be linked, which leads to the provider', async () => {
    respondFromApi({
      'GET /v1/auth/identities': () => success({ items: [], hasPassword: true }),
      'POST /v1/auth/identities/link': () => success({ url: 'https://id.acme.example/authorize' }),
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Link an account at Acme' }));
    await waitFor(() => expect(assign).toHaveBeenCalledOnce());
    expect(sessionStorage.getItem('pixelboxx:provider-return')).toBe('/settings/security');
  });

  it('cannot be unlinked if they are the only way to sign in, with a hint what to do', async () => {
    const last = () => failure(409, 'LAST_SIGN_IN_METHOD', {}, 'This is the only way into your account.');
    respondFromApi({
      'GET /v1/auth/identities': () => success({ items: [identity], hasPassword: false }),
      [`DELETE /v1/auth/identities/${identity.id}`]: last,
      'POST /v1/auth/forgot-password': () => new Response(null, { status: 202 }),
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Unlink Acme (ada@elsewhere.example)' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Unlink account' }));
    await screen.findByText('This is the only way into your account.');
    expect(screen.getByRole('button', { name: 'Mail me a link to choose one' })).toBeTruthy();
  });
});
