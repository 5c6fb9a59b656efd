import { type OpenIdServer, type Somebody, walkThrough } from '@pixelboxx/config/testing/openid-server';
import { authEndpoints, identityEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { InjectedBrowser, sendJson } from '../../support/clients/injected-browser.ts';
import type { RunningApp } from '../../support/app.ts';
import { goodPassword } from '../../support/clients/users.ts';
import { redirectUriOf } from '../identity-users.ts';

export interface Stage {
  readonly running: RunningApp;
  readonly provider: OpenIdServer;
}

export interface Reply {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What came back from the provider for one browser. */
interface Return {
  readonly browser: InjectedBrowser;
  readonly response: string;
  readonly sub: string;
}

export class Violation extends Error {}

/** Some browsers, somebodies at a provider, and the accounts that come of them. */
export class IdentityWorld {
  readonly run = randomUUID().slice(0, 8);
  readonly browsers: InjectedBrowser[];
  readonly somebodies: Somebody[];
  readonly returns: Return[] = [];
  /** Uses of each response that succeeded. */
  readonly uses = new Map<string, number>();
  readonly faults: string[] = [];

  private constructor(readonly stage: Stage) {
    this.browsers = [0, 1, 2, 3].map(() => new InjectedBrowser(stage.running.app));
    this.somebodies = [0, 1, 2].map((number) => ({
      sub: `${this.run}-${number}`,
      email: this.addressOf(number),
      email_verified: number !== 2,
      preferred_username: `u${number}_${this.run}`,
    }));
  }

  /** The first browser has an account with a password whose address is that of the first person. */
  static async begin(stage: Stage): Promise<IdentityWorld> {
    const world = new IdentityWorld(stage);
    const body = { username: `owner_${world.run}`, email: world.addressOf(0), password: goodPassword };
    const { status } = await world.send(world.browser(0), 'POST', authEndpoints.register.path, body);
    if (status !== 201) throw new Error(`Nobody could register: ${status}`);
    return world;
  }

  addressOf(number: number): string {
    return `p${number}-${this.run}@example.com`;
  }

  browser(pick: number): InjectedBrowser {
    const browser = this.browsers[pick % this.browsers.length];
    if (!browser) throw new Error('There is no browser');
    return browser;
  }

  somebody(pick: number): Somebody {
    const somebody = this.somebodies[pick % this.somebodies.length];
    if (!somebody) throw new Error('There is nobody');
    return somebody;
  }

  async send(browser: InjectedBrowser, method: string, path: string, body?: unknown): Promise<Reply> {
    const reply = await sendJson(browser, method, path, body);
    if (reply.status >= 500) this.faults.push(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply;
  }

  /** Goes to the provider, and keeps what comes back. */
  async goes(browser: InjectedBrowser, { path }: { readonly path: string }, somebody: Somebody): Promise<void> {
    const { provider } = this.stage;
    const { data } = await this.send(browser, 'POST', path, { provider: provider.id });
    if (typeof data['url'] !== 'string') return;
    provider.users.set(somebody.sub, somebody);
    const url = new URL(data['url']);
    url.searchParams.set('login_hint', somebody.sub);
    const response = await walkThrough(url.href, redirectUriOf(provider.id));
    // The cookies of now: the same browser may begin anew meanwhile.
    this.returns.push({ browser: browser.clone(), response, sub: somebody.sub });
  }

  /** Says what came back, in the browser it came to; however often. */
  async comesBack({ browser, response, sub }: Return, into: InjectedBrowser): Promise<Reply> {
    const by = browser.clone();
    // The session is that of the browser by now.
    for (const [name, value] of into.cookies) if (name !== 'pbx_authorization') by.cookies.set(name, value);
    const body = { provider: this.stage.provider.id, response };
    const reply = await this.send(by, 'POST', identityEndpoints.callback.path, body);
    if (reply.status === 200) {
      this.uses.set(response, (this.uses.get(response) ?? 0) + 1);
      await this.assertOwn(reply, sub);
      for (const [name, value] of by.cookies) into.cookies.set(name, value);
    }
    return reply;
  }

  /** A sign-in opens the account that the identity belongs to, and none by its address. */
  private async assertOwn({ data }: Reply, subject: string): Promise<void> {
    const user = data['user'] as { id?: string } | null | undefined;
    if (data['outcome'] !== 'SIGNED_IN' || !user?.id) return;
    const known = await this.stage.running.prisma.securityEvent.count({
      where: { userId: user.id, type: { in: ['IDENTITY_LINKED', 'ACCOUNT_CREATED'] }, provider: { not: null } },
    });
    if (known === 0) throw new Violation(`${subject} opened an account that was never linked`);
  }
}
