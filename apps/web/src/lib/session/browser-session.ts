import type { ApiClient, Renewal } from '@pixelboxx/api-client';
import type { CurrentUser } from '@pixelboxx/shared';
import { isApiError } from '@/lib/api/api-failure.ts';
import { loadRequest } from '@/lib/api/load-request.ts';
import { openStorage } from './safe-storage.ts';
import { openSessionChannel, type SessionChannel, type SessionEvent } from './session-channel.ts';
import { createSessionRenewal, forgetRenewal } from './session-renewal.ts';
import { createTabLock } from './tab-lock.ts';

interface SessionListener {
  /** Another tab signed in or out. */
  onSessionEvent: (event: SessionEvent) => void;
  /** The API no longer knows this session. */
  onEnded: () => void;
  /** The user leaves the page, and the browser may keep it in its back/forward cache. */
  onLeave: () => void;
  /**
   * The user is back on a page; what happened meanwhile is unknown. `wasKept`: it comes from that cache, not from a load.
   */
  onReturn: (wasKept: boolean) => void;
}

/** The browser's half of a session: the client, its renewal across tabs, and messages to and from the other tabs. */
export class BrowserSession {
  /** The typed client; renews an expired session automatically. */
  readonly client: ApiClient;
  readonly #renew: () => Promise<boolean>;
  #listener: SessionListener | null = null;
  #channel: SessionChannel | null = null;

  constructor() {
    let renewal: (() => Promise<boolean>) | null = null;
    // Created on first use: while a page is rendered on the server, there is no storage and no other tab.
    this.#renew = () => (renewal ??= createRenewal(() => this.client('auth.refresh')))();
    this.client = this.clientBy();
  }

  /** A client that sends requests in another way, such as one that reports progress. */
  readonly clientBy = (fetcher?: typeof fetch): ApiClient => {
    return async (name, ...input) => {
      const { createApiClient, fetchFailureWords, inPageLanguage, solveInBrowser } = await loadRequest();
      void fetchFailureWords();
      const transport = { ...(fetcher && { fetch: fetcher }), solve: solveInBrowser };
      try {
        return await createApiClient({ ...transport, renewal: this.renewal })(name, ...input);
      } catch (error) {
        throw await inPageLanguage(error);
      }
    };
  };

  /** How an expired session is renewed, for code that calls the API by other means. */
  readonly renewal: Renewal = {
    renewSession: () => this.#renew(),
    // The first renewal may be that of another tab, from before the call.
    maxRenewals: 2,
    onSessionEnded: () => this.#end(),
  };

  /** Does work that needs a session; if the session has expired, renews it and retries. */
  readonly renewing = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const { renewing } = await loadRequest();
    return renewing(this.renewal)(work);
  };

  /** Starts listening to the other tabs; returns the function that stops it. */
  listen(listener: SessionListener): () => void {
    this.#listener = listener;
    const stopped = new AbortController();
    const { signal } = stopped;
    const open = () => (this.#channel = openSessionChannel(listener.onSessionEvent));
    const close = () => {
      this.#channel?.close();
      this.#channel = null;
    };
    open();
    // An open channel keeps a page out of the back/forward cache, and a message would evict it (web.dev/bfcache).
    window.addEventListener(
      'pagehide',
      () => {
        close();
        listener.onLeave();
      },
      { signal },
    );
    window.addEventListener(
      'pageshow',
      ({ persisted }) => {
        if (!persisted) return;
        open();
        listener.onReturn(true);
      },
      { signal },
    );
    if (cameByHistory()) listener.onReturn(false);
    return () => {
      stopped.abort();
      close();
      this.#listener = null;
    };
  }

  /** The user who is signed in by this browser's cookies; null if nobody is. Throws `ApiError` if that is unknown. */
  async resume(): Promise<CurrentUser | null> {
    if (!(await this.#renew())) return null;
    try {
      return await this.client('auth.me');
    } catch (error) {
      if (isUnauthenticated(error)) return null;
      throw error;
    }
  }

  tellSignedIn(): void {
    forgetRenewal(openStorage());
    this.#channel?.tell('signed-in');
  }

  tellSignedOut(): void {
    forgetRenewal(openStorage());
    this.#channel?.tell('signed-out');
  }

  #end(): void {
    this.#listener?.onEnded();
    this.#channel?.tell('signed-out');
  }
}

function createRenewal(refresh: () => Promise<unknown>): () => Promise<boolean> {
  const storage = openStorage();
  return createSessionRenewal({
    refresh,
    // Absent from insecure origins, despite its type.
    lock: createTabLock('pixelboxx:session', 'locks' in navigator ? navigator.locks : undefined, storage),
    storage,
  });
}

/** The user went back or forward to a page: the browser may have shown an old copy from its cache. */
function cameByHistory(): boolean {
  const [navigation] = performance.getEntriesByType('navigation');
  return (navigation as PerformanceNavigationTiming | undefined)?.type === 'back_forward';
}

function isUnauthenticated(error: unknown): boolean {
  return isApiError(error) && error.code === 'UNAUTHENTICATED';
}
