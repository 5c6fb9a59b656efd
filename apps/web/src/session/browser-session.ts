import { ApiError, authEndpoints, createClient, type Client } from '@pixelboxx/shared';
import { z } from 'zod';
import { openStorage } from './safe-storage.ts';
import { openSessionChannel, type SessionChannel, type SessionNews } from './session-channel.ts';
import { createSessionRenewal, forgetRenewal } from './session-renewal.ts';
import { createTabLock } from './tab-lock.ts';

// zod compiles its checks by evaluating strings where it may; the content policy forbids that, so it need not try.
z.config({ jitless: true });

interface SessionListener {
  /** Another tab signed in or out. */
  onNews: (news: SessionNews) => void;
  /** The API no longer knows this session. */
  onEnded: () => void;
}

/** The browser's half of a session: the client, its renewal across tabs, and word to and from the other tabs. */
export class BrowserSession {
  /** The typed client; renews the session by itself when it has expired. */
  readonly client: Client;
  readonly renew: () => Promise<boolean>;
  readonly #plainClient = createClient();
  #listener: SessionListener | null = null;
  #channel: SessionChannel | null = null;

  constructor() {
    let renewal: (() => Promise<boolean>) | null = null;
    // Made on first use: while a page is rendered on the server there is no storage and no other tab.
    this.renew = () => (renewal ??= this.#createRenewal())();
    const renewing = createClient({ renewSession: () => this.renew() });
    this.client = async (spec, ...input) => {
      try {
        return await renewing(spec, ...input);
      } catch (error) {
        // Still refused with new cookies: the session was ended meanwhile.
        if (spec.access !== 'public' && error instanceof ApiError && error.code === 'UNAUTHENTICATED') this.#end();
        throw error;
      }
    };
  }

  /** Starts listening to the other tabs; returns the function that stops it. */
  listen(listener: SessionListener): () => void {
    this.#listener = listener;
    const channel = openSessionChannel(listener.onNews);
    this.#channel = channel;
    return () => {
      channel.close();
      this.#listener = null;
      this.#channel = null;
    };
  }

  tellSignedIn(): void {
    forgetRenewal(openStorage());
    this.#channel?.tell('signed-in');
  }

  async signOut(): Promise<void> {
    await this.#plainClient(authEndpoints.logout);
    forgetRenewal(openStorage());
    this.#channel?.tell('signed-out');
  }

  #createRenewal(): () => Promise<boolean> {
    const storage = openStorage();
    return createSessionRenewal({
      refresh: () => this.#plainClient(authEndpoints.refresh),
      // Absent from insecure origins, whatever the type says.
      lock: createTabLock('pixelboxx:session', navigator.locks as LockManager | undefined, storage),
      storage,
      onEnded: () => this.#end(),
    });
  }

  #end(): void {
    this.#listener?.onEnded();
    this.#channel?.tell('signed-out');
  }
}
