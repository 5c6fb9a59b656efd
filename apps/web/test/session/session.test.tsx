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
  it('is shown to a signed-in person', () => {
    renderWithSession(page, signedIn);
    expect(screen.getByText('Hello ada')).toBeTruthy();
  });

  it('sends others to the login page and remembers where they were going', async () => {
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

  it('sends a person whose session cannot be renewed to the login page', async () => {
    respondFromApi({ 'POST /v1/auth/refresh': () => failure(401, 'REFRESH_INVALID') });
    renderWithSession(page, { status: 'expired' });
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/login?next=%2Fsettings'));
  });

  it('never calls an outage being signed out: it offers to try again', async () => {
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

describe('a session that runs out while a page is open', () => {
  it('is renewed unnoticed by the call that finds out', async () => {
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

  it('leads to the login page when it was ended elsewhere', async () => {
    respondFromApi({
      'GET /v1/auth/sessions': () => failure(401, 'UNAUTHENTICATED'),
      'POST /v1/auth/refresh': () => failure(401, 'REFRESH_INVALID'),
    });
    renderWithSession(page, signedIn);
    await userEvent.click(screen.getByRole('button', { name: 'Load' }));
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/login?next=%2Fsettings'));
  });

  it('keeps the person signed in while the API is away', async () => {
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

describe('news from another tab', () => {
  it('ends the session here when someone signs out there', async () => {
    renderWithSession(page, signedIn);
    const otherTab = new BroadcastChannel('pixelboxx:session');
    otherTab.postMessage('signed-out');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/login?next=%2Fsettings'));
    otherTab.close();
  });

  it('looks again who is signed in when someone signs in there', async () => {
    renderWithSession(page, signedIn);
    const otherTab = new BroadcastChannel('pixelboxx:session');
    otherTab.postMessage('signed-in');
    await waitFor(() => expect(router.refresh).toHaveBeenCalled());
    otherTab.close();
  });
});

describe('a page that the browser kept, when it is shown again', () => {
  const isHidden = () => document.documentElement.dataset['unseen'] !== undefined;
  const leave = () => fireEvent(window, new PageTransitionEvent('pagehide', { persisted: true }));
  const comeBack = () => fireEvent(window, new PageTransitionEvent('pageshow', { persisted: true }));

  it('is hidden from the moment on at which it is left, and shows nothing once its session has ended', async () => {
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

  it('is as it was where the session goes on', async () => {
    const calls = respondFromApi({ 'GET /v1/auth/me': () => success({ ...user, username: 'ada-the-second' }) });
    renderWithSession(page, signedIn);
    leave();
    comeBack();
    await waitFor(() => expect(isHidden()).toBe(false));
    expect(screen.getByText('Hello ada-the-second')).toBeTruthy();
    expect(calls.map(({ call }) => call)).toEqual(['GET /v1/auth/me']);
    expect(router.refresh).toHaveBeenCalled();
  });

  it('shows nothing of anybody while nobody can tell', async () => {
    respondFromApi({ 'GET /v1/auth/me': () => failure(503, 'SERVICE_UNAVAILABLE') });
    renderWithSession(page, signedIn);
    leave();
    comeBack();
    await waitFor(() => expect(isHidden()).toBe(false));
    expect(screen.queryByText('Hello ada')).toBeNull();
    expect(screen.getByRole('alert').textContent).toContain('We can’t reach Pixelboxx');
  });

  it('stays hidden for somebody else, for whom it is loaded anew', async () => {
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

  it('is not hidden where nobody is signed in', () => {
    renderWithSession(<p>Welcome</p>, { status: 'signed-out' });
    leave();
    expect(isHidden()).toBe(false);
    comeBack();
    expect(isHidden()).toBe(false);
    expect(router.refresh).toHaveBeenCalled();
  });
});
