import type { HttpClient } from '../http/client.ts';
import { headerOf, type HeaderField, type HttpResponse } from '../http/message.ts';
import type { Principal } from '../generate/case.ts';
import type { Known } from '../generate/placeholders.ts';

/** The published password of the demo users, and a strong one for those registered here. */
const demoPassword = 'pixel-garden-42';
const fuzzPassword = 'seven lanterns over the harbour';

export interface TestUser {
  readonly username: string;
  readonly password: string;
  readonly id: string;
  access: string;
  refresh: string;
}

interface Call {
  readonly user?: Pick<TestUser, 'access' | 'refresh'>;
  readonly body?: unknown;
  readonly headers?: readonly HeaderField[];
  readonly bytes?: Buffer;
}

/** Calls the api like a well-behaved client: for setting up what is fuzzed, and for sequences of steps. */
export class ApiPrincipal {
  readonly #client: HttpClient;

  constructor(client: HttpClient) {
    this.#client = client;
  }

  call(method: string, target: string, { user, body, headers = [], bytes }: Call = {}): Promise<HttpResponse> {
    const content = bytes ?? (body === undefined ? null : Buffer.from(JSON.stringify(body)));
    const own: HeaderField[] = [['host', 'localhost']];
    if (user) own.push(['cookie', `pbx_access=${user.access}; pbx_refresh=${user.refresh}`]);
    if (body !== undefined) own.push(['content-type', 'application/json']);
    if (content) own.push(['content-length', String(content.length)]);
    return this.#client.send({ method, target, headers: [...own, ...headers], body: content });
  }

  /** @throws Error if it is refused */
  async register(username: string, password = fuzzPassword): Promise<TestUser> {
    const response = await this.call('POST', '/v1/auth/register', {
      body: { username, email: `${username}@example.org`, password },
    });
    return userOf(response, username, password);
  }

  async signIn(username: string, password = demoPassword): Promise<TestUser> {
    const response = await this.call('POST', '/v1/auth/login', { body: { identifier: username, password } });
    return userOf(response, username, password);
  }

  async uploadImage(user: TestUser, image: Buffer): Promise<string> {
    const boundary = 'fuzz';
    const bytes = Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n`),
      image,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const headers: HeaderField[] = [['content-type', `multipart/form-data; boundary=${boundary}`]];
    const response = await this.call('POST', '/v1/uploads/image', { user, bytes, headers });
    return String(dataOf(response, 201)['id']);
  }

  async beginResumable(user: TestUser, length: number): Promise<string> {
    const headers: HeaderField[] = [
      ['tus-resumable', '1.0.0'],
      ['upload-length', String(length)],
    ];
    const response = await this.call('POST', '/v1/uploads/resumable', { user, headers });
    const location = headerOf(response, 'location');
    if (location === undefined) throw unexpected(response);
    return location.slice(location.lastIndexOf('/') + 1);
  }
}

function userOf(response: HttpResponse, username: string, password: string): TestUser {
  const id = String(dataOf(response, response.status === 201 ? 201 : 200)['id']);
  const cookies = cookiesOf(response);
  return { username, password, id, access: cookies['pbx_access'] ?? '', refresh: cookies['pbx_refresh'] ?? '' };
}

/** The cookies that a response sets, by name. */
export function cookiesOf({ headers }: HttpResponse): Record<string, string> {
  const pairs = headers
    .filter(([name]) => name === 'set-cookie')
    .map(([, value]) => /^([^=;]+)=([^;]*)/.exec(value) ?? [])
    .map(([, name = '', value = '']) => [name, value]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** @throws Error for another status */
export function dataOf(response: HttpResponse, status: number): Record<string, unknown> {
  if (response.status !== status) throw unexpected(response);
  const { data } = JSON.parse(response.body.toString('utf8')) as { data: Record<string, unknown> };
  return data;
}

function unexpected({ status, body }: HttpResponse): Error {
  return new Error(`Setting up failed: ${status} ${body.toString('utf8').slice(0, 300)}`);
}

/** How many resumable uploads are begun before they are deleted. */
const maxUnfinished = 12;

/** The users who send the requests, and what belongs to them. Sessions and used-up resources are renewed. */
export class TestUsers {
  readonly #api: ApiPrincipal;
  readonly #image: Buffer;
  readonly #users = new Map<Principal, TestUser>();
  readonly #known = new Map<Principal, Known>();
  readonly #renewing = new Map<string, Promise<void>>();
  readonly #unfinished: { readonly principal: Principal; readonly location: string }[] = [];
  #shared: Known;

  constructor(api: ApiPrincipal, image: Buffer, shared: Known) {
    this.#api = api;
    this.#image = image;
    this.#shared = shared;
  }

  async prepare(username: string): Promise<void> {
    this.#users.set('user', await this.#api.register(username));
    for (const [principal, name] of [
      ['mod', 'demo-mod'],
      ['admin', 'demo-admin'],
    ] as const)
      this.#users.set(principal, await this.#api.signIn(name));
    const someone = await this.#api.register(`${username}-other`);
    const profile = dataOf(await this.#api.call('GET', '/v1/users/demo'), 200);
    this.#shared = {
      ...this.#shared,
      someone: someone.id,
      file: (typeof profile['avatarUrl'] === 'string' ? profile['avatarUrl'] : '/files/x').replace(
        /^https?:\/\/[^/]+/,
        '',
      ),
    };
    for (const principal of this.#users.keys()) await this.#equip(principal);
  }

  knownTo(principal: Principal): Known {
    return this.#known.get(principal) ?? this.#shared;
  }

  /** Reacts to a response: an ended session or a missing resource is replaced in the background. */
  observe(principal: Principal, target: string, response: HttpResponse): void {
    const user = this.#users.get(principal);
    if (!user) return;
    if (response.status === 401 && response.body.includes('"UNAUTHENTICATED"')) this.#renew(principal, 'session');
    if (response.status === 404 && target.startsWith('/v1/uploads/')) this.#renew(principal, 'things');
    const location = headerOf(response, 'location');
    if (location?.startsWith('/v1/uploads/resumable/')) this.#unfinished.push({ principal, location });
    if (this.#unfinished.length > maxUnfinished) this.#renew(principal, 'places');
  }

  /** Waits for the renewals in progress. */
  async settled(): Promise<void> {
    await Promise.all(this.#renewing.values());
  }

  /** Deletes resumable uploads, of which a user can have only a few. */
  async #giveUp(): Promise<void> {
    for (const { principal, location } of this.#unfinished.splice(0)) {
      const user = this.#users.get(principal);
      if (user) await this.#api.call('DELETE', location, { user });
    }
  }

  #renew(principal: Principal, what: 'session' | 'things' | 'places'): void {
    const key = `${principal} ${what}`;
    if (this.#renewing.has(key)) return;
    const work = {
      session: () => this.#signInAgain(principal),
      things: () => this.#equip(principal),
      places: () => this.#giveUp(),
    }[what]();
    // A user who is locked out for a while continues with the current session.
    const done = work.catch(() => {}).finally(() => this.#renewing.delete(key));
    this.#renewing.set(key, done);
  }

  async #signInAgain(principal: Principal): Promise<void> {
    const user = this.#users.get(principal);
    if (!user) return;
    // Most 401 come from spoiled credentials, so the session itself is checked first.
    const me = await this.#api.call('GET', '/v1/auth/me', { user });
    if (me.status === 200) return;
    this.#users.set(principal, await this.#api.signIn(user.username, user.password));
    await this.#equip(principal);
  }

  async #equip(principal: Principal): Promise<void> {
    const user = this.#users.get(principal);
    if (!user) return;
    const { username, password, access, refresh } = user;
    const base: Known = { ...this.#shared, username, password, access, refresh, email: `${username}@example.org` };
    this.#known.set(principal, { ...this.#known.get(principal), ...base });
    const upload = await this.#api.uploadImage(user, this.#image);
    // Users who already have too many unfinished uploads continue with an id that nobody has.
    const resumable = await this.#api.beginResumable(user, 1_000).catch(() => '');
    this.#known.set(principal, { ...base, upload, ...(resumable !== '' && { resumable }) });
  }
}
