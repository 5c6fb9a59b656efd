// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Protected } from '@/components/session/protected.tsx';
import { useCurrentUser, useSession } from '@/lib/session/session-provider.tsx';
import { respondFromApi, failure, renderWithSession, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/settings' }));

beforeEach(() => {
  vi.clearAllMocks();
  localStorage.clear();
  delete document.documentElement.dataset['unseen'];
});
afterEach(() => vi.unstubAllGlobals());

function Page() {
  const { client } = useSession();
  return (
    <>
      <p>{`Hello ${useCurrentUser().username}`}</p>
      <button onClick={() => void client('auth.sessions').catch(() => undefined)}>Load</button>
    </>
  );
}

const page = (
  <Protected>
    <Page />
  </Protected>
);

const signedIn = { status: 'signed-in', user } as const;

describe('a protected page', () => {
  it('is shown to a signed-in user', () => {
    renderWithSession(page, signedIn);
    expect(screen.getByText('Hello ada')).toBeTruthy();
  });

  it('redirects others to the login page and remembers the requested page', async () => {
    renderWithSession(page, { status: 'signed-out' });
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/login?next=%2Fsettings'));
    expect(screen.queryByText('Hello ada')).toBeNull();
  });

  it('renews an expired session and then appears', async () => {
    const calls = respondFromApi({
      'POST /v1/auth/refresh': () => success(user),
      'GET /v1/auth/me': () => success(user),
    });
    renderWithSession(page, { status: 'expired' });
    expect(await screen.findByText('Hello ada')).toBeTruthy();
    expect(calls.filter(({ call }) => call.endsWith('/refresh'))).toHaveLength(1);
  });

  it('redirects to the login page if the session cannot be renewed', async () => {
    respondFromApi({ 'POST /v1/auth/refresh': () => failure(401, 'REFRESH_INVALID') });
    renderWithSession(page, { status: 'expired' });
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/login?next=%2Fsettings'));
  });

  it('does not treat an outage as signed out: it offers to try again', async () => {
    let down = true;
    respondFromApi({
      'POST /v1/auth/refresh': () => (down ? failure(503, 'SERVICE_UNAVAILABLE') : success(user)),
      'GET /v1/auth/me': () => success(user),
    });
    renderWithSession(page, { status: 'expired' });
    expect((await screen.findByRole('alert')).textContent).toContain('We can’t reach Pixelboxx');
    expect(router.replace).not.toHaveBeenCalled();
    down = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Hello ada')).toBeTruthy();
  });
});

describe('a session that expires while a page is open', () => {
  it('is renewed invisibly by the first call that fails', async () => {
    let expired = true;
    const calls = respondFromApi({
      'GET /v1/auth/sessions': () => (expired ? failure(401, 'UNAUTHENTICATED') : success({ items: [] })),
      'POST /v1/auth/refresh': () => {
        expired = false;
        return success(user);
      },
    });
    renderWithSession(page, signedIn);
    await userEvent.click(screen.getByRole('button', { name: 'Load' }));
    await waitFor(() =>
      expect(calls.map(({ call }) => call)).toEqual([
        'GET /v1/auth/sessions',
        'POST /v1/auth/refresh',
        'GET /v1/auth/sessions',
      ]),
    );
    expect(screen.getByText('Hello ada')).toBeTruthy();
  });

  it('leads to the login page if it was ended elsewhere', async () => {
    respondFromApi({
      'GET /v1/auth/sessions': () => failure(401, 'UNAUTHENTICATED'),
      'POST /v1/auth/refresh': () => failure(401, 'REFRESH_INVALID'),
    });
    renderWithSession(page, signedIn);
    await userEvent.click(screen.getByRole('button', { name: 'Load' }));
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/login?next=%2Fsettings'));
  });

  it('stays signed in while the API is unavailable', async () => {
    const calls = respondFromApi({
      'GET /v1/auth/sessions': () => failure(401, 'UNAUTHENTICATED'),
      'POST /v1/auth/refresh': () => failure(503, 'SERVICE_UNAVAILABLE'),
    });
    renderWithSession(page, signedIn);
    await userEvent.click(screen.getByRole('button', { name: 'Load' }));
    await waitFor(() => expect(calls).toHaveLength(2));
    expect(screen.getByText('Hello ada')).toBeTruthy();
    expect(router.replace).not.toHaveBeenCalled();
  });
});

describe('messages from another tab', () => {
  it('ends the session here when someone signs out there', async () => {
    renderWithSession(page, signedIn);
    const otherTab = new BroadcastChannel('pixelboxx:session');
    otherTab.postMessage('signed-out');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/login?next=%2Fsettings'));
    otherTab.close();
  });

  it('checks again who is signed in when someone signs in there', async () => {
    renderWithSession(page, signedIn);
    const otherTab = new BroadcastChannel('pixelboxx:session');
    otherTab.postMessage('signed-in');
    await waitFor(() => expect(router.refresh).toHaveBeenCalled());
    otherTab.close();
  });
});

describe('a page in the back/forward cache', () => {
  const isHidden = () => document.documentElement.dataset['unseen'] !== undefined;
  const leave = () => fireEvent(window, new PageTransitionEvent('pagehide', { persisted: true }));
  const comeBack = () => fireEvent(window, new PageTransitionEvent('pageshow', { persisted: true }));

  it('is hidden when it is left, and stays hidden if its session has ended', async () => {
    const ended = Promise.withResolvers<Response>();
    respondFromApi({
      'GET /v1/auth/me': () => failure(401, 'UNAUTHENTICATED'),
      'POST /v1/auth/refresh': () => ended.promise,
    });
    renderWithSession(page, signedIn);
    expect(isHidden()).toBe(false);
    leave();
    expect(isHidden()).toBe(true);
    const seen: (string | null)[] = [];
    const watcher = new MutationObserver(() => {
      if (!isHidden()) seen.push(document.body.textContent);
    });
    watcher.observe(document.documentElement, { attributes: true });
    comeBack();
    expect(isHidden()).toBe(true);
    ended.resolve(failure(401, 'REFRESH_INVALID'));
    await waitFor(() => expect(isHidden()).toBe(false));
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toContain('ada');
    expect(router.replace).toHaveBeenCalledWith('/login?next=%2Fsettings');
    watcher.disconnect();
  });

  it('is shown unchanged if the session continues', async () => {
    const calls = respondFromApi({ 'GET /v1/auth/me': () => success({ ...user, username: 'ada-the-second' }) });
    renderWithSession(page, signedIn);
    leave();
    comeBack();
    await waitFor(() => expect(isHidden()).toBe(false));
    expect(screen.getByText('Hello ada-the-second')).toBeTruthy();
    expect(calls.map(({ call }) => call)).toEqual(['GET /v1/auth/me']);
    expect(router.refresh).toHaveBeenCalled();
  });

  it('stays hidden while the session cannot be checked', async () => {
    respondFromApi({ 'GET /v1/auth/me': () => failure(503, 'SERVICE_UNAVAILABLE') });
    renderWithSession(page, signedIn);
    leave();
    comeBack();
    await waitFor(() => expect(isHidden()).toBe(false));
    expect(screen.queryByText('Hello ada')).toBeNull();
    expect(screen.getByRole('alert').textContent).toContain('We can’t reach Pixelboxx');
  });

  it('stays hidden for another user, and is reloaded', async () => {
    const asked = Promise.withResolvers<undefined>();
    respondFromApi({
      'GET /v1/auth/me': () => {
        asked.resolve(undefined);
        return success({ ...user, id: '0197a2d0-0000-7000-8000-000000000002', username: 'bob' });
      },
    });
    renderWithSession(page, signedIn);
    leave();
    comeBack();
    await asked.promise;
    await act(() => Promise.resolve());
    expect(isHidden()).toBe(true);
    expect(screen.queryByText('Hello bob')).toBeNull();
  });

  it('is not hidden if nobody is signed in', () => {
    renderWithSession(<p>Welcome</p>, { status: 'signed-out' });
    leave();
    expect(isHidden()).toBe(false);
    comeBack();
    expect(isHidden()).toBe(false);
    expect(router.refresh).toHaveBeenCalled();
  });
});
