import { healthEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { uploadOf, User } from '../product/user.ts';
import { type Reply, Visitor } from '../product/visitor.ts';

/** One kind of request: how many of a hundred, and the required response. */
interface Kind {
  readonly name: string;
  readonly share: number;
  readonly status: number;
  readonly send: (visitors: Visitors) => Promise<Reply>;
}

const kinds: readonly Kind[] = [
  { name: 'me', share: 40, status: 200, send: ({ any }) => any().me() },
  { name: 'list', share: 18, status: 200, send: ({ any }) => any().visitor.ask('GET', uploadEndpoints.list.path) },
  { name: 'file', share: 14, status: 200, send: ({ file }) => file() },
  { name: 'health', share: 10, status: 200, send: ({ nobody }) => nobody.ask('GET', healthEndpoints.ready.path) },
  { name: 'page', share: 8, status: 200, send: ({ nobody }) => nobody.ask('GET', '/login') },
  { name: 'refresh', share: 4, status: 200, send: ({ renew }) => renew() },
  { name: 'login', share: 3, status: 200, send: ({ any, origin }) => any().elsewhere(origin).login() },
  { name: 'upload', share: 2, status: 201, send: ({ upload }) => upload() },
  { name: 'register', share: 1, status: 201, send: ({ fresh }) => fresh().register() },
];

/** A hundred requests in the order in which they are sent, repeatedly: the kinds are mixed evenly. */
const mix: readonly Kind[] = kinds
  .flatMap((kind) => Array.from({ length: kind.share }, (_, at) => ({ kind, place: (at + 0.5) / kind.share })))
  .toSorted((one, other) => one.place - other.place)
  .map(({ kind }) => kind);

interface Visitors {
  readonly origin: string;
  readonly nobody: Visitor;
  readonly any: () => User;
  readonly fresh: () => User;
  readonly renew: () => Promise<Reply>;
  readonly upload: () => Promise<Reply>;
  readonly file: () => Promise<Reply>;
}

/** Requests of many visitors at a steady rate, whatever their outcome: late ones do not delay others. */
export class Traffic {
  readonly #visitors: Visitors;
  readonly #failures: string[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #counts = new Map<string, number>();
  readonly #slowest = { ms: 0, name: '' };
  #sent = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(visitors: Visitors) {
    this.#visitors = visitors;
  }

  /** @param onUpload called with the id of each upload that was acknowledged */
  static async prepare(origin: string, seed: number, uploader: User, onUpload: (id: string) => void): Promise<Traffic> {
    let names = 0;
    const fresh = () => new User(origin, `r${seed.toString(36)}_${(names += 1)}`);
    const users = Array.from({ length: 24 }, fresh);
    for (const user of users) requireStatus(201, await user.register());
    const taken = await uploader.upload();
    requireStatus(201, taken);
    const [variant] = uploadOf(taken).variants;
    let at = 0;
    const any = (): User => users[(at += 1) % users.length] as User;
    // Tokens rotate, so each session has one renewal at a time, as in a browser.
    const renewing = new Set<User>();
    return new Traffic({
      origin,
      nobody: new Visitor(origin),
      any,
      fresh,
      renew: async () => {
        const user = users.find((it) => !renewing.has(it));
        if (!user) throw new Error('Every session is being renewed: nothing is answered any more');
        renewing.add(user);
        return user.refresh().finally(() => renewing.delete(user));
      },
      upload: async () => {
        const reply = await uploader.upload();
        if (reply.status === 201) onUpload(uploadOf(reply).id);
        return reply;
      },
      file: () => uploader.visitor.ask('GET', variant?.url ?? '/'),
    });
  }

  get failures(): readonly string[] {
    return this.#failures;
  }

  get sent(): number {
    return this.#sent;
  }

  start(perSecond: number): void {
    const startedAt = performance.now();
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
      while (this.#sent < due) this.#send();
    }, 5);
  }

  /** Sends no more requests, and waits for those in progress. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
  }

  summary(): string {
    const counts = [...this.#counts].map(([name, count]) => `${name} ${count}`).join(', ');
    return `${this.#sent} requests (${counts}); the slowest took ${(this.#slowest.ms / 1000).toFixed(1)} s (${this.#slowest.name})`;
  }

  #send(): void {
    const kind = mix[this.#sent % mix.length] as Kind;
    this.#sent += 1;
    this.#counts.set(kind.name, (this.#counts.get(kind.name) ?? 0) + 1);
    const check = (reply: Reply) => {
      if (reply.ms > this.#slowest.ms) Object.assign(this.#slowest, { ms: reply.ms, name: kind.name });
      if (reply.status !== kind.status) this.#failures.push(describe(kind.name, reply));
    };
    const request = kind
      .send(this.#visitors)
      .then(check, (error: unknown) => void this.#failures.push(`${kind.name}: ${String(error)}`));
    this.#underWay.add(request);
    void request.finally(() => this.#underWay.delete(request));
  }
}

function describe(name: string, { status, code, body, ms }: Reply): string {
  return `${new Date().toISOString()} ${name}: ${status ?? 'no response'} ${code ?? body.slice(0, 120)} after ${(ms / 1000).toFixed(1)} s`;
}

function requireStatus(status: number, reply: Reply): void {
  if (reply.status !== status) throw new Error(`Preparing failed: ${reply.status ?? ''} ${reply.body.slice(0, 200)}`);
}
