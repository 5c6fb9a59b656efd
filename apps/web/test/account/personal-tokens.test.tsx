// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PersonalTokens } from '@/features/security/tokens/personal-tokens.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

vi.mock('next/navigation', () => ({
  useRouter: () => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn() }),
  usePathname: () => '/',
}));
afterEach(() => vi.unstubAllGlobals());

const laptop = {
  id: '0197a2d0-0000-7000-8000-00000000000a',
  name: 'my laptop',
  scopes: ['uploads:read'],
  createdAt: '2026-11-01T00:00:00.000Z',
  lastUsedAt: null,
  expiresAt: '2027-11-01T12:00:00.000Z',
};
const scopes = [
  { name: 'uploads:read', description: 'See all pictures.' },
  { name: 'uploads:write', description: 'Change pictures.' },
];
const token = `pxb_${'a'.repeat(49)}`;

function show() {
  renderWithSession(
    <ReauthenticationProvider>
      <PersonalTokens />
    </ReauthenticationProvider>,
    { status: 'signed-in', user },
  );
}

describe('the access tokens in the settings', () => {
  it('are listed with their scopes, and revoked by a button', async () => {
    let items = [laptop];
    const calls = respondFromApi({
      'GET /v1/auth/tokens': () => success({ items, scopes }),
      [`DELETE /v1/auth/tokens/${laptop.id}`]: () => {
        items = [];
        return new Response(null, { status: 204 });
      },
    });
    show();
    const row = await screen.findByText('my laptop');
    const item = within(row.closest('li') ?? document.body);
    expect(item.getByText('uploads:read')).toBeTruthy();
    expect(item.getByText(/Never used .* until Nov 1, 2027/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'End my laptop' }));
    await userEvent.click(await screen.findByRole('button', { name: 'End token' }));
    await waitFor(() => expect(screen.queryByText('my laptop')).toBeNull());
    expect(calls.map(({ call }) => call)).toContain(`DELETE /v1/auth/tokens/${laptop.id}`);
  });

  it('are created by a form, and shown once', async () => {
    const calls = respondFromApi({
      'GET /v1/auth/tokens': () => success({ items: [], scopes }),
      'POST /v1/auth/tokens': () => success({ ...laptop, token }, 201),
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Make a token' }));
    await userEvent.type(await screen.findByLabelText('Name of the token'), 'my laptop');
    await userEvent.selectOptions(screen.getByLabelText('Works for'), '365');
    await userEvent.click(screen.getByRole('button', { name: 'Make token' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Choose what the token may do.');
    await userEvent.click(screen.getByLabelText(/See all pictures/));
    await userEvent.click(screen.getByRole('button', { name: 'Make token' }));
    expect(await screen.findByText(token)).toBeTruthy();
    const made = calls.filter(({ call }) => call === 'POST /v1/auth/tokens');
    expect(made.map(({ body }) => body)).toEqual([{ name: 'my laptop', expiresInDays: 365, scopes: ['uploads:read'] }]);
    expect(document.activeElement?.textContent).toBe('Save “my laptop” now');
    await userEvent.click(screen.getByRole('button', { name: 'I have saved it' }));
    expect(screen.queryByText(token)).toBeNull();
  });

  it('require a scope, with an error at the scopes, together with all other errors', async () => {
    respondFromApi({ 'GET /v1/auth/tokens': () => success({ items: [], scopes }) });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Make a token' }));
    const name = await screen.findByLabelText('Name of the token');
    await userEvent.click(screen.getByRole('button', { name: 'Make token' }));
    await screen.findByText('Give it a name, such as where you use it.');
    const choices = screen.getByRole('group', { name: 'What it may do' });
    expect(within(choices).getByText('Choose what the token may do.')).toBeTruthy();
    expect(document.activeElement).toBe(name);
    await userEvent.type(name, 'my laptop{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(/See all pictures/)));
    await userEvent.keyboard(' ');
    expect(screen.queryByText('Choose what the token may do.')).toBeNull();
  });

  it('show an error, and can be requested again', async () => {
    let works = false;
    respondFromApi({
      'GET /v1/auth/tokens': () =>
        works ? success({ items: [laptop], scopes }) : failure(503, 'SERVICE_UNAVAILABLE', {}, 'Not reachable.'),
    });
    show();
    expect((await screen.findByRole('alert')).textContent).toContain('Not reachable.');
    works = true;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('my laptop')).toBeTruthy();
  });
});
