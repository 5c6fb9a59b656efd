import { authEndpoints, createClient, type Client, type CurrentUser } from '@pixelboxx/shared';
import { z } from 'zod';

// zod compiles its checks by evaluating strings where it may; the content policy forbids that, so it need not try.
z.config({ jitless: true });

/** A client that takes every answer as it comes; `BrowserSession` renews the session around it. */
export const plainClient: Client = createClient();

export const refresh = (): Promise<CurrentUser> => plainClient(authEndpoints.refresh);

export const logout = (): Promise<void> => plainClient(authEndpoints.logout);

export const readMe = (client: Client): Promise<CurrentUser> => client(authEndpoints.me);
