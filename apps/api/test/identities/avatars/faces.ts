import type { OpenIdServer } from '@pixelboxx/config/testing/openid-server';
import { type Identity, identityEndpoints, type Upload } from '@pixelboxx/shared';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Browser } from '../../support/clients/browser.ts';

export const facePath = '/faces/somebody';

export type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** Has the provider serve somebody's image. */
export function serveFace(server: OpenIdServer, serve: Serve | Uint8Array): void {
  const handler: Serve =
    serve instanceof Uint8Array
      ? (_request, response) => void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(serve)
      : serve;
  server.handlers.set(facePath, handler);
}

export interface HeldFace {
  /** Settled once somebody asks for it. */
  readonly asked: Promise<void>;
  /** Sends it. */
  readonly letGo: () => void;
}

/** An image whose response waits. */
export function holdFace(server: OpenIdServer, bytes: Uint8Array): HeldFace {
  const asked = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  serveFace(server, (_request, response) => {
    asked.resolve();
    void free.promise.then(() => response.end(bytes));
  });
  return { asked: asked.promise, letGo: free.resolve };
}

export async function identityOf(browser: Browser, provider: string): Promise<Identity> {
  const { items } = await browser.call(identityEndpoints.list);
  const identity = items.find((item) => item.provider.id === provider);
  if (!identity) throw new Error(`Nothing is linked at ${provider}`);
  return identity;
}

/** What the button does. */
export async function takeOver(browser: Browser, { id }: Pick<OpenIdServer, 'id'>): Promise<Upload> {
  const identity = await identityOf(browser, id);
  return browser.call(identityEndpoints.useAsAvatar, { params: { id: identity.id } });
}
