import { accountEndpoints, authEndpoints } from '@pixelboxx/shared';
import type { RunningApp } from '../support/app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { Mailbox } from '../support/clients/mailbox.ts';
import { type TestUser, register } from '../support/clients/users.ts';

/** What users do with their accounts in more than one test. */
export class AccountFactory {
  private readonly mailbox: Mailbox;

  /** The app need not run yet. */
  constructor(private readonly app: RunningApp) {
    this.mailbox = new Mailbox(app);
  }

  /** Someone whose address is proven. */
  async verified(): Promise<TestUser> {
    const user = await register(this.app);
    const token = await this.mailbox.token(user.credentials.email, /Confirm your e-mail/);
    await user.browser.call(accountEndpoints.verifyEmail, { body: { token } });
    return user;
  }

  /** Another browser of the same user, or of whoever knows the password. */
  async signIn(identifier: string, password: string): Promise<Browser> {
    const browser = this.app.browser();
    await browser.call(authEndpoints.login, { body: { identifier, password } });
    return browser;
  }

  /** The latest 100. */
  async eventTypes(browser: Browser): Promise<string[]> {
    const { items } = await browser.call(accountEndpoints.securityEvents, { query: { limit: 100 } });
    return items.map(({ type }) => type);
  }
}
