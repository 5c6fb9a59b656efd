// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CompleteRegistration } from '@/features/auth/identities/complete-registration.tsx';
import { IdentitiesProvider } from '@/features/security/identities/identities-provider.tsx';
import { LinkedAccounts } from '@/features/security/identities/linked-accounts.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/login' }));

const acme = { id: 'acme', name: 'Acme' };
const identity = {
  id: '0197a2d0-0000-7000-8000-000000000009',
  provider: acme,
  email: 'ada@elsewhere.example',
  hasImage: true,
  linkedAt: '2026-11-01T00:00:00.000Z',
  lastUsedAt: null,
};
const withImage = { ...user, avatarUrl: '/files/public/0/256.webp' };
const list = 'GET /v1/auth/identities';
const taking = `POST /v1/auth/identities/${identity.id}/avatar`;

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('registering with a provider that has an image', () => {
  const responses = {
    'GET /v1/users/availability/ada': () => success({ available: true }),
    'POST /v1/auth/identities/register': () => success(user, 201),
    [list]: () => success({ items: [identity], hasPassword: false }),
    [taking]: () => success({}, 201),
    'GET /v1/auth/me': () => success(withImage),
  };
  const show = (hasImage = true) => {
    const onComplete = vi.fn();
    renderWithSession(
      <CompleteRegistration
        {...{ provider: acme, username: 'ada', email: 'ada@example.com', emailVerified: true, hasImage, onComplete }}
      />,
    );
    return onComplete;
  };
  const create = async () => userEvent.click(await screen.findByRole('button', { name: 'Create account' }));
  const box = () => screen.getByRole('checkbox', { name: /^Use my picture from Acme/ });

  it('does not take it over unless requested', async () => {
    const calls = respondFromApi(responses);
    const onComplete = show();
    expect(box()).toHaveProperty('checked', false);
    await create();
    await waitFor(() => expect(onComplete).toHaveBeenCalledExactlyOnceWith(user));
    expect(calls.map(({ call }) => call)).not.toContain(taking);
  });

  it('takes it over after the account is created, and continues with it', async () => {
    const calls = respondFromApi(responses);
    const onComplete = show();
    await userEvent.click(box());
    await create();
    await waitFor(() => expect(onComplete).toHaveBeenCalledExactlyOnceWith(withImage));
    const made = calls.findIndex(({ call }) => call === 'POST /v1/auth/identities/register');
    expect(calls[made]?.body).toEqual({ username: 'ada', email: 'ada@example.com' });
    expect(calls.slice(made + 1).map(({ call }) => call)).toEqual([list, taking, 'GET /v1/auth/me']);
  });

  it('creates the account without it if it cannot be fetched, says so, and continues after that', async () => {
    respondFromApi({ ...responses, [taking]: () => failure(503, 'PROVIDER_UNAVAILABLE') });
    const onComplete = show();
    await userEvent.click(box());
    await create();
    await screen.findByRole('heading', { name: 'Your account is ready' });
    expect(onComplete).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    expect(onComplete).toHaveBeenCalledExactlyOnceWith(user);
  });

  it('offers nothing if there is none', async () => {
    respondFromApi(responses);
    show(false);
    await screen.findByRole('button', { name: 'Create account' });
    expect(screen.queryByRole('checkbox')).toBeNull();
  });
});

describe('a linked account that has an image', () => {
  function ShownUser() {
    return <p data-testid="avatar">{useCurrentUser().avatarUrl ?? 'none'}</p>;
  }
  const show = () =>
    renderWithSession(
      <ReauthenticationProvider>
        <ShownUser />
        <IdentitiesProvider>
          <LinkedAccounts providers={[acme]} />
        </IdentitiesProvider>
      </ReauthenticationProvider>,
      { status: 'signed-in', user },
    );
  const take = async () => {
    const use = await screen.findByRole('button', { name: 'Use its picture: Acme (ada@elsewhere.example)' });
    await userEvent.click(use);
    await userEvent.click(await screen.findByRole('button', { name: 'Use picture' }));
  };
  const listed = (hasImage = true) => success({ items: [{ ...identity, hasImage }], hasPassword: true });

  it('offers it with a confirmation, and the page then shows it', async () => {
    const calls = respondFromApi({
      [list]: () => listed(),
      [taking]: () => success({}, 201),
      'GET /v1/auth/me': () => success(withImage),
    });
    show();
    const use = await screen.findByRole('button', { name: /^Use its picture/ });
    await userEvent.click(use);
    await screen.findByRole('dialog', { name: 'Use your picture from Acme?' });
    expect(calls.map(({ call }) => call)).toEqual([list]);
    await userEvent.click(screen.getByRole('button', { name: 'Use picture' }));
    await screen.findByText('The picture was taken over.');
    expect(screen.getByTestId('avatar').textContent).toBe(withImage.avatarUrl);
  });

  it.each([
    [404, 'NOT_FOUND', 'There is no picture there any more that could be used.'],
    [503, 'PROVIDER_UNAVAILABLE', 'The picture cannot be fetched right now. Try again shortly.'],
    [415, 'UNSUPPORTED_MEDIA_TYPE', 'What is there is no picture that can be used here.'],
    [413, 'PAYLOAD_TOO_LARGE', 'The picture there is too large to be used here.'],
    [422, 'MALWARE_DETECTED', 'As the API says it.'],
  ])('shows a specific text for %i %s', async (status, code, sentence) => {
    respondFromApi({ [list]: () => listed(), [taking]: () => failure(status, code, {}, 'As the API says it.') });
    show();
    await take();
    await screen.findByText(sentence);
    expect(screen.getByTestId('avatar').textContent).toBe('none');
  });

  it('and one that has none offers nothing', async () => {
    respondFromApi({ [list]: () => listed(false) });
    show();
    await screen.findByRole('button', { name: /^Unlink Acme/ });
    expect(screen.queryByRole('button', { name: /^Use its picture/ })).toBeNull();
  });
});
