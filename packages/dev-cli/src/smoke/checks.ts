import {
  accountEndpoints,
  authEndpoints,
  healthEndpoints,
  liveEndpoints,
  Upload,
  uploadEndpoints,
} from '@pixelboxx/shared';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Reply, Visitor } from './visitor.ts';

/** What a check found wrong, in words. */
export class Wrong extends Error {}

export interface Check {
  readonly what: string;
  /** @returns a note to add, if any; @throws Wrong */
  readonly look: (visitor: Visitor) => Promise<string | void>;
}

/** Checks that need no account and leave nothing behind. */
export function checksFor(origin: string): Check[] {
  const isHttps = origin.startsWith('https:');
  return [
    {
      what: 'the service is ready',
      look: async (visitor) => {
        const reply = await visitor.ask('GET', healthEndpoints.ready.path);
        expectStatus(reply, 200);
        const { degraded } = z.object({ degraded: z.array(z.string()).default([]) }).parse(dataOf(reply));
        return degraded.length > 0 ? `but without ${degraded.join(', ')}` : undefined;
      },
    },
    ...['/', '/login', '/register'].map((path) => ({
      what: `the page ${path} comes, with the headers that protect it`,
      look: async (visitor: Visitor) => {
        const reply = await visitor.ask('GET', path, { headers: { accept: 'text/html' } });
        expectStatus(reply, 200);
        requireHeader(reply, 'content-security-policy', /script-src[^;]*'nonce-/);
        requireHeader(reply, 'x-content-type-options', /^nosniff$/);
        if (isHttps) requireHeader(reply, 'strict-transport-security', /max-age=\d{7,}/);
        const [script] = /\/_next\/static\/[^"']+\.js/.exec(reply.body.toString()) ?? [];
        if (!script) throw new Wrong('it names no script');
        expectStatus(await visitor.ask('GET', script), 200);
      },
    })),
    {
      what: 'who is not signed in is told so',
      look: async (visitor) => expectFailure(await visitor.ask('GET', authEndpoints.me.path), 401, 'UNAUTHENTICATED'),
    },
    {
      what: 'other sites cannot act in a visitor’s name',
      look: async (visitor) => {
        const headers = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
        const reply = await visitor.ask('POST', authEndpoints.logout.path, { headers });
        expectFailure(reply, 403, 'CSRF_REJECTED');
      },
    },
    {
      what: 'the keys of access tokens are published',
      look: async (visitor) => {
        const reply = await visitor.ask('GET', '/.well-known/jwks.json');
        expectStatus(reply, 200);
        const { keys } = z.object({ keys: z.array(z.object({ kid: z.string() })).min(1) }).parse(reply.json);
        return `${keys.length} of them`;
      },
    },
  ];
}

/** Checks with an account that is deleted at the end, whatever happens in between. `email` gives its email address. */
export function accountChecks(email: (username: string) => string): Check[] {
  const username = `smoke_${randomBytes(5).toString('hex')}`;
  const password = randomBytes(18).toString('base64url');
  let upload: z.output<typeof Upload> | undefined;
  return [
    {
      what: 'somebody registers, and is signed in',
      look: async (visitor) => {
        const body = { username, email: email(username), password };
        expectStatus(await visitor.ask('POST', authEndpoints.register.path, { body }), 201);
        expectStatus(await visitor.ask('GET', authEndpoints.me.path), 200);
      },
    },
    {
      what: 'signs out, and in again by their password',
      look: async (visitor) => {
        expectStatus(await visitor.ask('POST', authEndpoints.logout.path), 204);
        expectStatus(await visitor.ask('GET', authEndpoints.me.path), 401);
        const body = { identifier: username, password };
        expectStatus(await visitor.ask('POST', authEndpoints.login.path, { body }), 200);
      },
    },
    {
      what: 'their session is renewed',
      look: async (visitor) => expectStatus(await visitor.ask('POST', authEndpoints.refresh.path), 200),
    },
    {
      what: 'a picture is taken',
      look: async (visitor) => {
        const body = new FormData();
        body.set('visibility', 'private');
        body.set('file', new Blob([square], { type: 'image/png' }), 'smoke.png');
        const reply = await visitor.ask('POST', uploadEndpoints.image.path, { body });
        expectStatus(reply, 201);
        upload = Upload.parse(dataOf(reply));
        const { length } = upload.variants;
        return `in ${length} ${length === 1 ? 'size' : 'sizes'}`;
      },
    },
    {
      what: 'and served',
      look: async (visitor) => {
        const variant = upload?.variants[0];
        if (!variant) throw new Wrong('there is none');
        const reply = await visitor.ask('GET', variant.url ?? '/');
        expectStatus(reply, 200);
        requireHeader(reply, 'content-type', /^image\/webp$/);
        if (reply.body.length !== variant.bytes) throw new Wrong(`${reply.body.length} bytes came of ${variant.bytes}`);
      },
    },
    {
      what: 'what happens to them is told as it happens',
      look: async (visitor) => {
        const first = await visitor.firstOf(liveEndpoints.events.path, { accept: 'text/event-stream' });
        if (!first.startsWith('200 retry:')) throw new Wrong(`the stream began with “${first.slice(0, 80)}”`);
      },
    },
    {
      what: 'their account is deleted',
      look: async (visitor) => {
        expectStatus(await visitor.ask('DELETE', accountEndpoints.deleteAccount.path, { body: { password } }), 202);
        expectStatus(await visitor.ask('GET', authEndpoints.me.path), 401);
      },
    },
  ];
}

/** A dark square, as a PNG. */
const square = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAMAAABEpIrGAAAAA1BMVEULFRZoToF+AAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEklEQVQ4y2NgGAWjYBSMAuwAAAQgAAFWu83mAAAAAElFTkSuQmCC',
  'base64',
);

const Envelope = z.object({ data: z.unknown() });
const Failure = z.object({ error: z.object({ code: z.string() }) });

function dataOf({ json }: Reply): unknown {
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) throw new Wrong('the answer has no `data`');
  return envelope.data.data;
}

function expectStatus({ status, json }: Reply, expected: number): void {
  if (status === expected) return;
  const code = Failure.safeParse(json).data?.error.code;
  throw new Wrong(`${status}${code ? ` ${code}` : ''} came instead of ${expected}`);
}

function expectFailure(reply: Reply, status: number, code: string): void {
  expectStatus(reply, status);
  const found = Failure.safeParse(reply.json).data?.error.code;
  if (found !== code) throw new Wrong(`the code is ${found ?? 'missing'} instead of ${code}`);
}

function requireHeader({ headers }: Reply, name: string, pattern: RegExp): void {
  const value = headers.get(name);
  if (value === null) throw new Wrong(`the header ${name} is missing`);
  if (!pattern.test(value)) throw new Wrong(`the header ${name} says “${value.slice(0, 80)}”`);
}
