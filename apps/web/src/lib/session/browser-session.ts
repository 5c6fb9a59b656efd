import type { CallArguments, CurrentUser, EndpointData } from '@pixelboxx/shared';
import { isApiError } from '@/lib/api/api-failure.ts';
import type { ApiClient, EndpointName, EndpointOf } from '@/lib/api/load-contracts.ts';
import { openStorage } from './safe-storage.ts';
import { openSessionChannel, type SessionChannel, type SessionEvent } from './session-channel.ts';
import { createSessionRenewal, forgetRenewal } from './session-renewal.ts';
import { createTabLock } from './tab-lock.ts';

interface SessionListener {
  /** Another tab signed in or out. */
  onSessionEvent: (news: SessionEvent) => void;
  /** The API no longer knows this session. */
  onEnded: () => void;
  /** Back on a page that was kept as it was: what happened since is not known here. */
  onReturn: () => void;
}

/** The browser's half of a session: the client, its renewal across tabs, and word to and from the other tabs. */
export class BrowserSession {
  /** The typed client; renews the session by itself when it has expired. */
  readonly client: ApiClient;
  readonly #renew: () => Promise<boolean>;
  #listener: SessionListener | null = null;
  #channel: SessionChannel | null = null;

  constructor() {
    let renewal: (() => Promise<boolean>) | null = null;
    // Made on first use: while a page is rendered on the server there is no storage and no other tab.
    this.#renew = () => (renewal ??= createRenewal(() => this.client('auth.refresh')))();
    this.client = this.clientBy();
  }

  /** A client whose requests go another way, such as one that tells its progress. */
  readonly clientBy = (request?: typeof fetch): ApiClient => {
    return async <Name extends EndpointName>(name: Name, ...[input]: CallArguments<EndpointOf<Name>>) => {
      const { carry, routeManifest } = await import('@/lib/api/request.ts');
      const shape = routeManifest[name];
      const call = () => carry(request ? { fetch: request } : {}, shape, input ?? {});
      const { data } = await (shape.access === 'public' ? call() : this.renewing(call));
      // This site's own API, checked against the same contract on its way out.
      return data as EndpointData<EndpointOf<Name>>;
    };
  };

  /** Does what needs a session; where that has expired, renews it and does it again. */
  readonly renewing = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isUnauthenticated(error)) throw error;
        // Twice, since the first renewal may be another tab's that is older than this call.
        if (attempt < 3 && (await this.#renew())) continue;
        this.#end();
        throw error;
      }
    }
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
    // An open channel keeps a page from being kept for the way back, and news would throw it away (web.dev/bfcache).
    window.addEventListener('pagehide', close, { signal });
    window.addEventListener(
      'pageshow',
      ({ persisted }) => {
        if (!persisted) return;
        open();
        listener.onReturn();
      },
      { signal },
    );
    if (cameByHistory()) listener.onReturn();
    return () => {
      stopped.abort();
      close();
      this.#listener = null;
    };
  }

  /** Who is signed in by the cookies of this browser; null when nobody is. Throws `ApiError` when nobody can tell. */
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
    // Absent from insecure origins, whatever the type says.
    lock: createTabLock('pixelboxx:session', 'locks' in navigator ? navigator.locks : undefined, storage),
    storage,
  });
}

/** Back or forward to a page: the browser may have shown it as it was then, from its cache. */
function cameByHistory(): boolean {
  const [navigation] = performance.getEntriesByType('navigation');
  return (navigation as PerformanceNavigationTiming | undefined)?.type === 'back_forward';
}

function isUnauthenticated(error: unknown): boolean {
  return isApiError(error) && error.code === 'UNAUTHENTICATED';
}
