import { Controller, Module } from '@nestjs/common';
import { endpoint, formerResumableUploadsPath, resumableUploadsPath } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../src/platform/errors/app-error.ts';
import { Handle, Input, type InputOf, type StreamOf } from '../../../src/platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../../src/platform/http/openapi/api-group.decorator.ts';
import { describeApi } from '../../../src/platform/http/openapi/document.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { register } from '../../support/clients/users.ts';
import { useApp } from '../../support/use-app.ts';
import { useModule } from '../../support/use-module.ts';

const Note = z.object({ id: z.string() }).meta({ id: 'NoteOfTheDeprecationTest' });
const NoteRequest = z.strictObject({ text: z.string() }).meta({ id: 'NoteRequestOfTheDeprecationTest' });
const NoteEvent = z
  .discriminatedUnion('type', [z.object({ type: z.literal('note.added'), data: z.object({}) })])
  .meta({ id: 'NoteEventOfTheDeprecationTest' });
const params = z.strictObject({ id: z.string() });
const shared = { access: 'user', status: 200, summary: 'Of notes' } as const;
const retirement = { since: '2026-12-01', sunset: '2027-03-01' } as const;

const put = endpoint({
  ...shared,
  method: 'PUT',
  path: '/v1/notes-of-now/:id',
  aliases: [{ path: '/v1/former-notes/:id', since: '2026-12-01' }, '/v1/same-notes/:id'],
  params,
  body: NoteRequest,
  data: Note,
});
const follow = endpoint({ ...shared, method: 'GET', path: '/v1/notes-of-now', stream: NoteEvent });
const oldPut = endpoint({
  ...shared,
  method: 'POST',
  path: '/v1/old-notes/:id',
  deprecated: { ...retirement, instead: put, reason: 'It added as well.' },
  params,
  body: NoteRequest,
  data: Note,
  rateLimit: { name: 'old-notes', limit: 5, windowSeconds: 60, by: 'user' },
});
const oldFollow = endpoint({
  ...shared,
  method: 'GET',
  path: '/v1/old-notes',
  deprecated: { ...retirement, instead: follow },
  stream: NoteEvent,
});
const oldGet = endpoint({
  ...shared,
  method: 'GET',
  path: '/v1/old-notes/:id',
  deprecated: { since: '2026-12-01', instead: null, reason: 'Nobody used it.' },
  params,
  data: Note,
});

@Controller()
@ApiGroup('Notes', 'Some of which should be used no more.')
class NotesController {
  @Handle(put)
  put(@Input() input: InputOf<typeof put>): z.output<typeof Note> {
    return input.params;
  }

  @Handle(follow)
  async *follow(): StreamOf<typeof follow> {}

  @Handle(oldPut)
  oldPut(@Input() input: InputOf<typeof oldPut>): z.output<typeof Note> {
    return input.params;
  }

  @Handle(oldFollow)
  async *oldFollow(): StreamOf<typeof oldFollow> {
    yield await Promise.resolve({ type: 'note.added' as const, data: {} });
  }

  @Handle(oldGet)
  oldGet(@Input() input: InputOf<typeof oldGet>): z.output<typeof Note> {
    if (input.params.id === 'missing') throw new AppError('NOT_FOUND');
    return input.params;
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

useModule(NotesModule);

const app = useApp({ RATE_LIMIT_SCALE: '1' });
let browser: Browser;

beforeAll(async () => {
  ({ browser } = await register(app));
});

const deprecation = '@1796083200';
const sunset = 'Mon, 01 Mar 2027 00:00:00 GMT';

async function told(response: Response | Promise<Response>) {
  const { status, headers } = await response;
  const [since, until, link] = ['deprecation', 'sunset', 'link'].map((name) => headers.get(name));
  return { status, since, until, link };
}

/** The status of a response that says nothing of an end. */
const ofWhatStays = (status: number) => ({ status, since: null, until: null, link: null });
const json = { 'content-type': 'application/json' };
const body = '{"text":"x"}';

describe('a deprecated operation', () => {
  const link = '</v1/notes-of-now/7>; rel="successor-version"';
  const ask = (init: RequestInit, by = browser) => told(by.fetch('/v1/old-notes/7', { method: 'POST', ...init }));

  it('has its headers in each success', async () => {
    const { browser: own } = await register(app);
    expect(await ask({ headers: json, body }, own)).toEqual({ status: 200, since: deprecation, until: sunset, link });
    const replay = { headers: { ...json, 'idempotency-key': 'note' }, body };
    for (let times = 0; times < 2; times += 1)
      expect(await ask(replay, own)).toEqual({ status: 200, since: deprecation, until: sunset, link });
  });

  it('has its headers in each failure, at whichever stage it is refused', async () => {
    const { browser: own } = await register(app);
    const failures: [status: number, init: RequestInit, by?: Browser][] = [
      [401, { headers: json, body }, app.browser()],
      [403, { headers: { ...json, 'sec-fetch-site': 'cross-site' }, body }],
      [415, { headers: { 'content-type': 'text/plain' }, body }],
      [400, { headers: json, body: '{"' }],
      [413, { headers: json, body: JSON.stringify({ text: 'x'.repeat(100_000) }) }],
      [400, { headers: json, body: '{}' }],
    ];
    for (const [status, init, by = own] of failures)
      expect(await ask(init, by)).toEqual({ status, since: deprecation, until: sunset, link });
    const limited = await register(app);
    const statuses = [];
    for (let times = 0; times < 6; times += 1) statuses.push(await ask({ headers: json, body }, limited.browser));
    expect(statuses.at(-1)).toEqual({ status: 429, since: deprecation, until: sunset, link });
  });

  it('has its headers for HEAD, and when its handler refuses the request', async () => {
    const response = { since: deprecation, until: null, link: null };
    expect(await told(browser.fetch('/v1/old-notes/7', { method: 'HEAD' }))).toEqual({ status: 200, ...response });
    expect(await told(browser.fetch('/v1/old-notes/missing'))).toEqual({ status: 404, ...response });
  });

  it('has its headers at the start of a stream', async () => {
    const response = await browser.fetch('/v1/old-notes');
    await response.text();
    const successor = '</v1/notes-of-now>; rel="successor-version"';
    expect(await told(response)).toEqual({ status: 200, since: deprecation, until: sunset, link: successor });
  });

  it('exposes its headers to scripts of the web origin', async () => {
    const response = await browser.fetch('/v1/old-notes/7', { headers: { origin: 'http://localhost:3000' } });
    const exposed = response.headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(expect.arrayContaining(['deprecation', 'sunset', 'link']));
  });

  it('does not affect other methods at its path or other paths', async () => {
    expect(await told(browser.fetch('/v1/old-notes/7', { method: 'PUT' }))).toEqual(ofWhatStays(405));
    expect(await told(browser.fetch('/v1/old-notes/7', { method: 'OPTIONS' }))).toEqual(ofWhatStays(204));
    expect(await told(browser.fetch('/v1/old-notes/'))).toEqual(ofWhatStays(404));
  });
});

describe('a former path', () => {
  const ask = (path: string) => told(browser.fetch(path, { method: 'PUT', headers: json, body }));

  it('is deprecated in favour of the current path; the current path and permanent aliases are not', async () => {
    const link = '</v1/notes-of-now/a%2Fb>; rel="successor-version"';
    expect(await ask('/v1/former-notes/a%2Fb')).toEqual({ status: 200, since: deprecation, until: null, link });
    expect(await ask('/v1/notes-of-now/7')).toEqual(ofWhatStays(200));
    expect(await ask('/v1/same-notes/7')).toEqual(ofWhatStays(200));
  });

  it('of resumable uploads is deprecated, and the current one is not', async () => {
    const link = `<${resumableUploadsPath}>; rel="successor-version"`;
    const former = await told(browser.fetch(formerResumableUploadsPath, { method: 'POST' }));
    expect(former).toEqual({ status: 412, since: '@1795824000', until: null, link });
    expect(await told(browser.fetch(resumableUploadsPath, { method: 'POST' }))).toEqual(ofWhatStays(412));
  });
});

describe('the OpenAPI document', () => {
  const operationOf = (path: string, method: string) => describeApi(app.app).paths[path]?.[method];

  it('states what is deprecated, until when it works, and what to use instead', () => {
    expect(operationOf('/v1/old-notes/{id}', 'post')).toMatchObject({
      deprecated: true,
      'x-sunset': '2027-03-01',
      description:
        'For anyone who is signed in. Deprecated since 2026-12-01, and may be gone from 2027-03-01 on. ' +
        'Use `PUT /v1/notes-of-now/{id}` instead. It added as well.',
      responses: { 200: { headers: { deprecation: {}, sunset: {}, link: {} } } },
    });
    const open = operationOf('/v1/old-notes/{id}', 'get');
    expect(open).toMatchObject({
      deprecated: true,
      description: 'For anyone who is signed in. Deprecated since 2026-12-01. There is no successor. Nobody used it.',
    });
    expect(open).not.toHaveProperty('x-sunset');
    expect(open).not.toHaveProperty('responses.200.headers.sunset');
  });

  it('lists former paths with the current operation, and not as separate operations', () => {
    const operation = operationOf('/v1/notes-of-now/{id}', 'put');
    expect(operation).toMatchObject({ 'x-former-paths': [{ path: '/v1/former-notes/{id}', since: '2026-12-01' }] });
    expect(operation).not.toHaveProperty('deprecated');
    expect(operation).not.toHaveProperty('responses.200.headers.deprecation');
    expect(describeApi(app.app).paths).not.toHaveProperty('/v1/former-notes/{id}');
  });
});
