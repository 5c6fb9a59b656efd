import type { Role } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { PasswordHasher } from '../../../src/auth/passwords/password-hasher.service.ts';
import type { RunningApp } from '../../support/app.ts';
import { goodPassword } from '../../support/clients/users.ts';
import type { SoftwareAuthenticator } from '../../support/clients/software-authenticator.ts';
import { InjectedBrowser, sendJson } from '../../support/clients/injected-browser.ts';
import type { PostOffice } from '../../support/clients/post-office.ts';

export interface Stage {
  readonly running: RunningApp;
  readonly post: PostOffice;
}

/** Something that opens an account, and how often all of that had ended when it was handed out. */
export interface Held<Thing> {
  readonly thing: Thing;
  readonly since: number;
  /** The account was seen suspended or deleted since. */
  isOver: boolean;
}

/** One member with everything that ever opened their account. */
export interface Member {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly sessions: Held<InjectedBrowser>[];
  readonly programs: Held<InjectedBrowser>[];
  readonly deviceCodes: Held<string>[];
  readonly passkeys: SoftwareAuthenticator[];
  /** Browsers that have asked for a code by mail. */
  readonly askers: InjectedBrowser[];
  password: string;
}

/** What was answered with success, by what it should have written; one act of a member on another or on themselves. */
export interface Effect {
  readonly type: string;
  readonly actorId: string | null;
  readonly accountId: string;
}

export interface Account {
  readonly id: string;
  readonly role: Role;
  readonly suspendedAt: Date | null;
  readonly deletedAt: Date | null;
  readonly authGeneration: number;
}

const roles = ['ADMIN', 'ADMIN', 'ADMIN', 'MOD', 'USER'] as const;

/** Three administrators, a moderator and a user without a role: all there is on the platform. */
export class StaffWorld {
  readonly members: Member[] = [];
  /** Acts that succeeded. */
  readonly effects: Effect[] = [];
  /** Responses that nobody may ever get. */
  readonly broken: string[] = [];
  private passwords = 0;

  private constructor(readonly stage: Stage) {}

  static async begin(stage: Stage): Promise<StaffWorld> {
    const world = new StaffWorld(stage);
    for (const role of roles) world.members.push(await world.join(role));
    for (const member of world.members) await world.signIn(member);
    return world;
  }

  browser(): InjectedBrowser {
    return new InjectedBrowser(this.stage.running.app);
  }

  newPassword(): string {
    this.passwords += 1;
    return `${goodPassword} ${this.passwords}`;
  }

  member(pick: number): Member {
    const member = this.members[pick % this.members.length];
    if (!member) throw new Error('Nobody is there');
    return member;
  }

  /** Status and data of a response; remembers one that tells of a fault of the api. */
  async send(
    browser: InjectedBrowser,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly data: Record<string, unknown> }> {
    const reply = await sendJson(browser, method, path, body);
    if (reply.status >= 500) this.broken.push(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply;
  }

  async signIn(member: Member): Promise<void> {
    const { authGeneration } = await this.read(member);
    const browser = this.browser();
    const body = { identifier: member.username, password: member.password };
    const { status } = await this.send(browser, 'POST', '/v1/auth/login', body);
    if (status === 200) member.sessions.push({ thing: browser, since: authGeneration, isOver: false });
  }

  /** As it stands in the database. */
  async read({ id }: Pick<Member, 'id'>): Promise<Account> {
    return this.stage.running.prisma.user.findFirstOrThrow({ where: { id, deletedAt: {} } });
  }

  /** Nobody is staff any more: the next world has its own. */
  async end(): Promise<void> {
    const ids = this.members.map(({ id }) => id);
    const { prisma } = this.stage.running;
    await prisma.pool.query('DELETE FROM users WHERE id = ANY ($1)', [ids]);
    this.stage.post.forget(this.members.map(({ email }) => email));
  }

  private async join(role: Role): Promise<Member> {
    const { app, prisma } = this.stage.running;
    const username = `staff_${randomUUID().slice(0, 8)}`;
    const email = `${username}@example.com`;
    const passwordHash = await app.get(PasswordHasher).hash(goodPassword);
    const data = { username, usernameKey: username, email, isVerified: true, role, passwordHash };
    const { id } = await prisma.user.create({ data });
    return {
      ...{ id, username, email, password: goodPassword },
      ...{ sessions: [], programs: [], deviceCodes: [], passkeys: [], askers: [] },
    };
  }
}
