import { accountEndpoints, authEndpoints, healthEndpoints, liveEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { pollUntil } from '@pixelboxx/config/testing';
import { z } from 'zod';
import type { OperationName } from '../declared.ts';
import { uploadOf, User } from '../product/user.ts';
import { type Reply, Visitor } from '../product/visitor.ts';

/** Something that the product confirmed, and whether it is still true once everything is back. */
export interface Promised {
  readonly what: string;
  /** @returns false if it was lost */
  readonly holds: () => Promise<boolean>;
}

export interface Attempt {
  readonly operation: OperationName;
  readonly reply: Reply;
  /** Whether the request got what it asked for. */
  readonly works: boolean;
  /** What `/v1/health/ready` listed, if that was requested. */
  readonly degraded: readonly string[];
  readonly promises: readonly Promised[];
}

const statuses: Readonly<Record<OperationName, number>> = {
  register: authEndpoints.register.status,
  login: authEndpoints.login.status,
  refresh: authEndpoints.refresh.status,
  me: authEndpoints.me.status,
  logout: authEndpoints.logout.status,
  upload: uploadEndpoints.image.status,
  delete: uploadEndpoints.remove.status,
  reset: accountEndpoints.forgotPassword.status,
  stream: liveEndpoints.events.status,
  health: healthEndpoints.ready.status,
};

export interface Place {
  readonly origin: string;
  /** A name that is unused so far. */
  readonly nextName: () => string;
  readonly hasResetEmail: (address: string) => Promise<boolean>;
}

/** The users whom one round of all operations needs, created before anything breaks. Each of them does one thing. */
export class Round {
  readonly #place: Place;
  readonly #login: User;
  readonly #refresh: User;
  readonly #reader: User;
  readonly #logout: User;
  readonly #uploader: User;
  readonly #reset: User;
  #uploadId = '';

  private constructor(place: Place) {
    const user = () => new User(place.origin, place.nextName());
    this.#place = place;
    [this.#login, this.#refresh, this.#reader] = [user(), user(), user()];
    [this.#logout, this.#uploader, this.#reset] = [user(), user(), user()];
  }

  /** @throws Error if that fails, as nothing is broken yet */
  static async prepare(place: Place): Promise<Round> {
    const round = new Round(place);
    const users = [round.#login, round.#refresh, round.#reader, round.#logout, round.#uploader, round.#reset];
    for (const user of users) expectStatus('register', await user.register());
    const upload = await round.#uploader.upload();
    expectStatus('upload', upload);
    round.#uploadId = uploadOf(upload).id;
    return round;
  }

  /** All at the same time, like real visitors. */
  play(wanted: readonly OperationName[]): Promise<Attempt[]> {
    return Promise.all(wanted.map((operation) => this.#attempt(operation)));
  }

  async #attempt(operation: OperationName): Promise<Attempt> {
    const { reply, promises } = await this.#operations[operation]();
    const works = reply.status === statuses[operation];
    return {
      operation,
      reply,
      works,
      degraded: operation === 'health' && works ? degradedOf(reply) : [],
      promises: works ? promises : [],
    };
  }

  readonly #operations: Readonly<Record<OperationName, () => Promise<{ reply: Reply; promises: Promised[] }>>> = {
    register: async () => {
      const user = new User(this.#place.origin, this.#place.nextName());
      const reply = await user.register();
      return {
        reply,
        promises: [promise('an account that was made', async () => (await user.login()).status === 200)],
      };
    },
    login: async () => {
      const user = this.#login;
      const reply = await user.login();
      return { reply, promises: [promise('a session that was begun', async () => (await user.me()).status === 200)] };
    },
    refresh: async () => {
      const user = this.#refresh;
      const reply = await user.refresh();
      const isStill = async () => (await user.me()).status === 200 && (await user.refresh()).status === 200;
      return { reply, promises: [promise('a session that was renewed', isStill)] };
    },
    me: async () => ({ reply: await this.#reader.me(), promises: [] }),
    logout: async () => {
      const { visitor } = this.#logout;
      const before = visitor.copy();
      const reply = await visitor.ask('POST', authEndpoints.logout.path);
      const isOver = async () => (await before.ask('GET', authEndpoints.me.path)).status === 401;
      return { reply, promises: [promise('a session that was ended', isOver)] };
    },
    upload: async () => {
      const user = this.#uploader;
      const reply = await user.upload();
      return { reply, promises: [promise('an image that was taken', () => isServed(user, reply))] };
    },
    delete: async () => {
      const user = this.#uploader;
      const reply = await user.delete(this.#uploadId);
      const isGone = async () => (await user.look(this.#uploadId)).status === 404;
      return { reply, promises: [promise('an image that was deleted', isGone)] };
    },
    reset: async () => {
      const { visitor, email } = this.#reset;
      const reply = await visitor.ask('POST', accountEndpoints.forgotPassword.path, { email });
      const hasCome = () => this.#place.hasResetEmail(email);
      return { reply, promises: [promise('an email that was promised', hasCome)] };
    },
    stream: async () => ({ reply: await this.#reader.visitor.follow(liveEndpoints.events.path), promises: [] }),
    health: async () => ({ reply: await freshHealth(this.#place.origin), promises: [] }),
  };

  /** A refused user is still signed in: an outage must sign nobody out. */
  async lost(attempts: readonly Attempt[]): Promise<string[]> {
    const refused = attempts.filter(({ works }) => !works).map(({ operation }) => operation);
    const lost: string[] = [];
    if (refused.includes('refresh') && (await this.#refresh.refresh()).status !== 200)
      lost.push('the session whose renewal was refused');
    if (refused.includes('login') && (await this.#login.login()).status !== 200)
      lost.push('the account whose sign-in was refused');
    return lost;
  }
}

/** Readiness is computed once a second at most: the current response may describe an earlier state. */
const healthAgeMs = 1_100;

async function freshHealth(origin: string): Promise<Reply> {
  const startedAt = performance.now();
  return pollUntil('health is worked out anew', async () => {
    const isFresh = performance.now() - startedAt > healthAgeMs;
    const reply = await new Visitor(origin).ask('GET', healthEndpoints.ready.path);
    return isFresh || (reply.status !== 200 && reply.status !== 503) ? reply : null;
  });
}

function promise(what: string, holds: Promised['holds']): Promised {
  return { what, holds };
}

async function isServed(user: User, reply: Reply): Promise<boolean> {
  const seen = await user.look(uploadOf(reply).id);
  if (seen.status !== 200) return false;
  const [variant] = uploadOf(seen).variants;
  if (!variant?.url) return false;
  const file = await user.visitor.ask('GET', variant.url);
  return file.status === 200;
}

const Readiness = z.object({ data: healthEndpoints.ready.data });

function degradedOf({ json }: Reply): readonly string[] {
  return Readiness.safeParse(json).data?.data.degraded ?? [];
}

function expectStatus(operation: 'register' | 'upload', reply: Reply): void {
  if (reply.status === statuses[operation]) return;
  throw new Error(`Before anything broke, ${operation} did not work: ${reply.status ?? 'no response'} ${reply.body}`);
}
