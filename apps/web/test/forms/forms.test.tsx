// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoginForm } from '@/features/auth/login/sign-in.tsx';
import { RegisterForm } from '@/features/auth/register/register-form.tsx';
import { respondFromApi, failure, renderWithSession, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const errorOf = (label: string) =>
  (field(label).getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ');

describe('the login form', () => {
  it('reports missing input without calling the API, and focuses it', async () => {
    const calls = respondFromApi({});
    renderWithSession(<LoginForm returnTo="/settings" />);
    await press('Sign in');
    await waitFor(() => expect(errorOf('Username or e-mail')).toContain('Enter your username or e-mail.'));
    expect(errorOf('Password')).toContain('Enter your password.');
    expect(document.activeElement).toBe(field('Username or e-mail'));
    expect(calls).toEqual([]);
  });

  it('signs in with exactly the typed input and continues to the requested page', async () => {
    const calls = respondFromApi({ 'POST /v1/auth/login': () => success(user) });
    renderWithSession(<LoginForm returnTo="/settings" />);
    await userEvent.type(field('Username or e-mail'), 'ada');
    await userEvent.type(field('Password'), ' with spaces ');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/settings'));
    expect(calls).toEqual([{ call: 'POST /v1/auth/login', body: { identifier: 'ada', password: ' with spaces ' } }]);
  });

  it('shows the error and keeps the input', async () => {
    respondFromApi({ 'POST /v1/auth/login': () => failure(401, 'INVALID_CREDENTIALS', {}, 'That is not right.') });
    renderWithSession(<LoginForm returnTo="/home" />);
    await userEvent.type(field('Username or e-mail'), 'ada');
    await userEvent.type(field('Password'), 'wrong');
    await press('Sign in');
    expect((await screen.findByRole('alert')).textContent).toContain('That is not right.');
    expect([field('Username or e-mail').value, field('Password').value]).toEqual(['ada', 'wrong']);
    expect(router.replace).not.toHaveBeenCalled();
  });

  it('scrolls the error into view every time, since the button may be far below', async () => {
    const shown = vi.spyOn(Element.prototype, 'scrollIntoView');
    respondFromApi({ 'POST /v1/auth/login': () => failure(500, 'INTERNAL_ERROR', {}, 'Our fault.') });
    renderWithSession(<LoginForm returnTo="/home" />);
    await userEvent.type(field('Username or e-mail'), 'ada');
    await userEvent.type(field('Password'), 'secret');
    for (const times of [1, 2]) {
      await press('Sign in');
      await waitFor(() => expect(shown).toHaveBeenCalledTimes(times));
      expect(shown.mock.contexts.at(-1)).toBe(screen.getByRole('alert'));
    }
    shown.mockRestore();
  });

  it('counts down and cannot be sent while the account is locked', async () => {
    respondFromApi({
      'POST /v1/auth/login': () => failure(429, 'ACCOUNT_LOCKED', { retryAfterSeconds: 2 }, 'Please wait.'),
    });
    renderWithSession(<LoginForm returnTo="/home" />);
    await userEvent.type(field('Username or e-mail'), 'ada');
    await userEvent.type(field('Password'), 'wrong{Enter}');
    expect((await screen.findByRole('alert')).textContent).toMatch(/Please wait\.You can try again in [12] seconds?\./);
    expect(screen.getByRole('link', { name: /by mail/ }).getAttribute('href')).toBe('/forgot-password');
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Sign in' });
    expect(button.disabled).toBe(true);
    await waitFor(() => expect(button.disabled).toBe(false));
  });

  it('can be submitted again after the API could not be reached', async () => {
    let down = true;
    respondFromApi({
      'POST /v1/auth/login': () => {
        if (down) throw new TypeError('network');
        return success(user);
      },
    });
    renderWithSession(<LoginForm returnTo="/home" />);
    await userEvent.type(field('Username or e-mail'), 'ada');
    await userEvent.type(field('Password'), 'secret{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('cannot be reached');
    down = false;
    await press('Sign in');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/home'));
  });

  it('uses POST, so that no input can end up in a URL', () => {
    const { container } = renderWithSession(<LoginForm returnTo="/home" />);
    expect(container.querySelector('form')?.method).toBe('post');
  });

  it('describes its fields to password managers', () => {
    renderWithSession(<LoginForm returnTo="/home" />);
    expect(field('Username or e-mail').autocomplete).toBe('username webauthn');
    expect(field('Password').autocomplete).toBe('current-password');
  });
});

describe('the registration form', () => {
  const free = { 'GET /v1/users/availability': () => success({ available: true }) };
  async function fill(values: Partial<Record<'username' | 'email' | 'password' | 'confirm', string>> = {}) {
    await userEvent.type(field('Username'), values.username ?? 'ada');
    await userEvent.type(field('E-mail'), values.email ?? 'ada@example.com');
    await userEvent.type(field('Password'), values.password ?? 'quiet lemon harbour');
    await userEvent.type(field('Confirm password'), values.confirm ?? values.password ?? 'quiet lemon harbour');
  }

  /** What was sent; whether a name is free may be asked until the page is left. */
  const registrationIn = (calls: ReturnType<typeof respondFromApi>) =>
    calls.find(({ call }) => call === 'POST /v1/auth/register')?.body;

  it('creates the account and leads to onboarding, without sending the repeated password', async () => {
    const calls = respondFromApi({ ...free, 'POST /v1/auth/register': () => success(user, 201) });
    renderWithSession(<RegisterForm />);
    await fill();
    await press('Create account');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/onboarding'));
    expect(registrationIn(calls)).toEqual({
      username: 'ada',
      email: 'ada@example.com',
      password: 'quiet lemon harbour',
    });
  });

  it('trims a username that was pasted with spaces, also when checking it', async () => {
    const calls = respondFromApi({ ...free, 'POST /v1/auth/register': () => success(user, 201) });
    renderWithSession(<RegisterForm />);
    await userEvent.click(field('Username'));
    await userEvent.paste(' ada ');
    await waitFor(() => expect(calls.map(({ call }) => call)).toEqual(['GET /v1/users/availability?username=ada']));
    await fill({ username: ' ' });
    await press('Create account');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/onboarding'));
    expect(registrationIn(calls)).toMatchObject({ username: 'ada' });
  });

  it('reports two different passwords together with all other errors', async () => {
    respondFromApi(free);
    renderWithSession(<RegisterForm />);
    await fill({ email: 'no address', confirm: 'something else' });
    await press('Create account');
    await waitFor(() => expect(errorOf('E-mail')).toContain('This is not an e-mail address.'));
    expect(errorOf('Confirm password')).toContain('The two passwords are not the same.');
  });

  it.each([
    ['Username', failure(409, 'USERNAME_TAKEN', {}, 'This username is taken.'), 'This username is taken.'],
    ['E-mail', failure(409, 'EMAIL_TAKEN', {}, 'An account exists.'), 'An account exists.'],
    ['Password', failure(400, 'VALIDATION_ERROR', { fields: { password: ['Too common.'] } }), 'Too common.'],
  ])('shows the API’s error about %s at that field, with the focus', async (label, response, message) => {
    respondFromApi({ ...free, 'POST /v1/auth/register': () => response.clone() });
    renderWithSession(<RegisterForm />);
    await fill();
    await press('Create account');
    await waitFor(() => expect(errorOf(label)).toContain(message));
    await waitFor(() => expect(document.activeElement).toBe(field(label)));
    expect(field('Confirm password').value).toBe('quiet lemon harbour');
  });

  it('checks a username once, when typing pauses', async () => {
    const calls = respondFromApi({
      'GET /v1/users/availability': () => success({ available: false, reason: 'TAKEN' }),
    });
    renderWithSession(<RegisterForm />);
    await userEvent.type(field('Username'), 'grace');
    await waitFor(() => expect(errorOf('Username')).toContain('This username is taken.'));
    expect(calls.map(({ call }) => call)).toEqual(['GET /v1/users/availability?username=grace']);
  });

  it('does not check an invalid username', async () => {
    const calls = respondFromApi(free);
    renderWithSession(<RegisterForm />);
    vi.useFakeTimers();
    try {
      fireEvent.input(field('Username'), { target: { value: 'a b' } });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(calls).toEqual([]);
      fireEvent.input(field('Username'), { target: { value: 'grace' } });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(calls).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
