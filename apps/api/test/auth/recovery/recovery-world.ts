import { type Client } from '@pixelboxx/api-client/checked';
import type { OpenIdServer, Somebody } from '@pixelboxx/config/testing/openid-server';
import { authEndpoints, type LiveEvent } from '@pixelboxx/shared';
import { CodesService } from '../../../src/auth/mfa/codes/codes.service.ts';
import { newSeed, describeSeed } from '../../../src/auth/mfa/codes/totp.ts';
import { PasswordHasher } from '../../../src/auth/passwords/password-hasher.service.ts';
import type { RunningApp } from '../../support/app.ts';
import { AuthenticatorApp } from '../../support/clients/authenticator-app.ts';
import type { Following } from '../../support/clients/following.ts';
import { goodPassword } from '../../support/clients/users.ts';
import type { SoftwareAuthenticator } from '../../support/clients/software-authenticator.ts';
import { InjectedBrowser } from '../../support/clients/injected-browser.ts';
import type { LinkEmail, PostOffice } from '../../support/clients/post-office.ts';

export interface Stage {
  readonly running: RunningApp;
  /** By whose accounts one may sign in. */
  readonly provider: OpenIdServer;
  readonly post: PostOffice;
  /** The statement that makes every row of an account older; `$1` its id, `$2` days. */
  readonly ageing: string;
}

/** How the account is before the thief comes: for a month, as far as it has factors. */
export interface Beginning {
  readonly withTotp: boolean;
}

/** What the thief has collected; it never gets less. */
export interface Loot {
  readonly browsers: InjectedBrowser[];
  readonly passwords: Set<string>;
  readonly phones: AuthenticatorApp[];
  readonly backupCodes: string[];
  readonly passkeys: SoftwareAuthenticator[];
  /** With access tokens of the account. */
  readonly programs: InjectedBrowser[];
  /** That have asked for a code by mail, to which mailbox: whatever comes there works in them. */
  readonly askers: { readonly browser: InjectedBrowser; readonly email: string }[];
  /** Of programs that were promised a token and have not taken it. */
  readonly deviceCodes: string[];
  /** Whom the provider takes him for, as far as the account was linked to them. */
  readonly identities: Somebody[];
  /** What came back from the provider where he began to link, and has not said it yet. */
  readonly begunLinks: { readonly browser: InjectedBrowser; readonly response: string; readonly somebody: Somebody }[];
  /** That he has opened and not left. */
  readonly streams: Following<LiveEvent>[];
  /** Addresses of her private image that he was given. */
  readonly imageLinks: { readonly expiresAt: string; readonly takenAtMs: number }[];
}

/** Processes that play at the same time share a Redis, which counts emails by mailbox: five an hour. */
const run = process.env['RECOVERY_SEED'] ?? '0';

/** The longest that the owner takes from the first act of the thief on. */
const daysMax = 13.5;

/** One account, its owner and a thief. */
export class RecoveryWorld {
  /** Names the next: another in this database, the same one in a replay. */
  private static begun = 0;
  readonly username = `owner_${run}_${++RecoveryWorld.begun}`;
  readonly mailbox = `${this.username}@example.com`;
  readonly thiefMailboxes = [1, 2].map((number) => `${this.username}_thief${number}@example.com`);
  readonly loot: Loot = {
    browsers: [],
    passwords: new Set(),
    phones: [],
    backupCodes: [],
    passkeys: [],
    programs: [],
    deviceCodes: [],
    askers: [],
    identities: [],
    begunLinks: [],
    streams: [],
    imageLinks: [],
  };
  userId = '';
  /** Of her private image. */
  uploadId = '';
  password: string = goodPassword;
  phone: AuthenticatorApp | null = null;
  owner: InjectedBrowser;
  /** Whether the thief reads the owner's mailbox at present, and how many of its emails he has read in all. */
  isMailboxOpen = false;
  hasActed = false;
  daysPassed = 0;
  steps = 0;
  private readUpTo = 0;
  private passwords = 0;

  private constructor(readonly stage: Stage) {
    this.owner = this.browser();
  }

  static async begin(stage: Stage, beginning: Beginning): Promise<RecoveryWorld> {
    const world = new RecoveryWorld(stage);
    await world.createAccount(beginning);
    await world.ownerSignsIn();
    return world;
  }

  browser(): InjectedBrowser {
    return new InjectedBrowser(this.stage.running.app);
  }

  newPassword(whose: string): string {
    this.passwords += 1;
    return `amber lantern ${whose} ${this.passwords} hums`;
  }

  /** Emails in the owner's mailbox about her account. */
  ownerEmails(): LinkEmail[] {
    return this.stage.post.emailsTo([this.mailbox], this.username);
  }

  openMailbox(): void {
    this.isMailboxOpen = true;
  }

  closeMailbox(): void {
    if (this.isMailboxOpen) this.readUpTo = this.ownerEmails().length;
    this.isMailboxOpen = false;
  }

  /** Every email that the thief has ever seen. */
  thiefEmails(): LinkEmail[] {
    const seen = this.isMailboxOpen ? this.ownerEmails() : this.ownerEmails().slice(0, this.readUpTo);
    return [...seen, ...this.stage.post.emailsTo(this.thiefMailboxes, this.username)];
  }

  async ownerSignsIn(): Promise<boolean> {
    this.owner = this.browser();
    return this.signIn(this.owner, this.password, this.phone ? [this.phone] : [], []);
  }

  /** By username and password, and by a code where one is asked for. */
  async signIn(
    browser: InjectedBrowser,
    password: string,
    phones: readonly AuthenticatorApp[],
    backupCodes: readonly string[],
  ): Promise<boolean> {
    const login = await browser.post(authEndpoints.login.path, { identifier: this.username, password });
    return login.status === 200 || this.passMfa(browser, login, phones, backupCodes);
  }

  /** Where a code is asked for. */
  async passMfa(
    browser: InjectedBrowser,
    login: Response,
    phones: readonly AuthenticatorApp[],
    backupCodes: readonly string[],
  ): Promise<boolean> {
    if (!(await login.text()).includes('MFA_REQUIRED')) return false;
    await this.letCodesCountAgain();
    const codes = [...phones.map((phone) => phone.code()), ...backupCodes];
    for (const code of codes.slice(0, 4)) {
      if ((await browser.post('/v1/auth/mfa/verify', { code })).status === 200) return true;
    }
    return false;
  }

  /** Whether this browser's cookies still open the account. */
  async isAlive(browser: InjectedBrowser): Promise<boolean> {
    const me = await browser.fetch(authEndpoints.me.path);
    if (me.status === 200) return true;
    return (await browser.post(authEndpoints.refresh.path)).status === 200;
  }

  /** Half a minute passes, as it does between two codes of one user. */
  async letCodesCountAgain(): Promise<void> {
    const sql = 'UPDATE totp_factors SET last_used_step = NULL WHERE user_id = $1';
    await this.stage.running.prisma.pool.query(sql, [this.userId]);
  }

  /** Time passes for this account alone: all that it has becomes older. */
  async pass(days: number): Promise<void> {
    const allowed = this.hasActed ? Math.min(days, daysMax - this.daysPassed) : days;
    if (this.hasActed) this.daysPassed += allowed;
    await this.stage.running.prisma.pool.query(this.stage.ageing, [this.userId, allowed]);
  }

  call(browser: InjectedBrowser): Client {
    return browser.call;
  }

  end(): void {
    for (const stream of this.loot.streams) stream.leave();
    this.stage.post.forget([this.mailbox, ...this.thiefMailboxes]);
  }

  private async createAccount({ withTotp }: Beginning): Promise<void> {
    const { app, prisma } = this.stage.running;
    const user = await prisma.user.create({
      data: {
        username: this.username,
        usernameKey: this.username,
        email: this.mailbox,
        isVerified: true,
        passwordHash: await app.get(PasswordHasher).hash(this.password),
      },
    });
    this.userId = user.id;
    if (withTotp) {
      const seed = newSeed();
      this.phone = new AuthenticatorApp(describeSeed(seed, this.username).secret);
      const sealedSecret = app.get(CodesService).sealSeed(seed, user.id);
      await prisma.totpFactor.create({ data: { userId: user.id, sealedSecret, enabledAt: new Date() } });
    }
    this.uploadId = await insertPrivateImage(this.stage.running, user.id);
    await this.pass(30);
  }
}

async function insertPrivateImage({ prisma }: RunningApp, userId: string): Promise<string> {
  const { id } = await prisma.upload.create({
    data: {
      userId,
      kind: 'IMAGE',
      visibility: 'PRIVATE',
      storageVisibility: 'PRIVATE',
      status: 'READY',
      contentHash: userId.replaceAll('-', '').repeat(2),
      ...{ width: 1, height: 1, bytes: 1, thumbhash: '', dominantColor: '#000000' },
      variants: [{ name: 'w640', width: 1, height: 1, bytes: 1 }],
    },
  });
  return id;
}
