'use client';
import type { CurrentUser } from '@pixelboxx/shared';
import { useRouter } from 'next/navigation';
import { createContext, use, useCallback, useEffect, useEffectEvent, useMemo, useState, type ReactNode } from 'react';
import type { ApiClient } from '@pixelboxx/api-client';
import { forgetUnfinishedUploads } from './forget-unfinished-uploads.ts';
import { BrowserSession } from './browser-session.ts';
import { hidePage, showAgain } from './kept-page.ts';
import type { SessionState } from './session-state.ts';

interface SessionContextValue {
  session: SessionState;
  client: ApiClient;
  /** Creates clients with another `fetch`, for work that the default client cannot do. */
  clientBy: BrowserSession['clientBy'];
  renewing: BrowserSession['renewing'];
  renewal: BrowserSession['renewal'];
  /** Someone signed in on this page: notifies the other tabs. */
  signedIn: (user: CurrentUser) => void;
  /** The signed-in user's data changed. */
  updateUser: (user: CurrentUser) => void;
  /** The API has ended this session: notifies the other tabs and loads a page of this site. */
  leave: (path: string) => void;
  /** Ends the session and goes to the front page. Throws `ApiError` if the API could not be reached. */
  signOut: () => Promise<void>;
  /** Finds out who is signed in, renewing the session if necessary. */
  resume: () => Promise<void>;
}

const SessionContext = createContext<SessionContextValue | null>(null);

export function useSession(): SessionContextValue {
  const value = use(SessionContext);
  if (!value) throw new Error('useSession needs a SessionProvider above it.');
  return value;
}

/** The signed-in user. Only for components inside the protected pages. */
export function useCurrentUser(): CurrentUser {
  const { session } = useSession();
  if (session.status !== 'signed-in') throw new Error('useCurrentUser needs a signed-in session.');
  return session.user;
}

/** Provides all pages with the session state, starting from what the server saw. */
export function SessionProvider({ initial, children }: { initial: SessionState; children: ReactNode }) {
  const router = useRouter();
  const [browser] = useState(() => new BrowserSession());
  const [session, setSession] = useServerState(initial);

  const userIdNow = useEffectEvent(() => (session.status === 'signed-in' ? session.user.id : null));
  useEffect(
    () =>
      browser.listen({
        onEnded: () => setSession({ status: 'signed-out' }),
        onSessionEvent: (event) => {
          if (event === 'signed-out') setSession({ status: 'signed-out' });
          router.refresh();
        },
        onLeave: () => {
          if (userIdNow() !== null) hidePage();
        },
        onReturn: (wasKept) => {
          const userId = userIdNow();
          if (wasKept && userId !== null) void showAgain(browser, userId, setSession);
          router.refresh();
        },
      }),
    [browser, router, setSession],
  );

  const resume = useCallback(async () => {
    const next = await askWhoIsSignedIn(browser);
    setSession(next);
    // Pages for guests redirect signed-in users; that is decided on the server.
    if (next.status === 'signed-in') router.refresh();
  }, [browser, router, setSession]);

  const { status } = session;
  useEffect(() => {
    if (status === 'expired') void resume();
  }, [status, resume]);

  const leave = useCallback(
    (path: string) => {
      browser.tellSignedOut();
      forgetUnfinishedUploads();
      // A full page load, so that nothing of this user stays in memory.
      window.location.assign(path);
    },
    [browser],
  );

  const updateUser = useCallback((user: CurrentUser) => setSession({ status: 'signed-in', user }), [setSession]);

  const value = useMemo<SessionContextValue>(
    () => ({
      session,
      client: browser.client,
      clientBy: browser.clientBy,
      renewing: browser.renewing,
      renewal: browser.renewal,
      signedIn: (user) => {
        setSession({ status: 'signed-in', user });
        browser.tellSignedIn();
      },
      updateUser,
      signOut: async () => {
        await browser.client('auth.logout');
        leave('/');
      },
      leave,
      resume,
    }),
    [session, browser, leave, resume, updateUser, setSession],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

/** State that starts from what the server saw, and is reset whenever the server renders again. */
function useServerState(fromServer: SessionState) {
  const [state, setState] = useState(fromServer);
  const [seen, setSeen] = useState(fromServer);
  if (seen !== fromServer) {
    setSeen(fromServer);
    // An outage while re-rendering says nothing about a user who is known to be signed in.
    const knowsLess = fromServer.status === 'unavailable' || fromServer.status === 'expired';
    if (!(knowsLess && state.status === 'signed-in')) setState(fromServer);
  }
  return [state, setState] as const;
}

async function askWhoIsSignedIn(browser: BrowserSession): Promise<SessionState> {
  try {
    const user = await browser.resume();
    return user ? { status: 'signed-in', user } : { status: 'signed-out' };
  } catch {
    return { status: 'unavailable' };
  }
}
