import { Controller, Module } from '@nestjs/common';
import { endpoint, type HttpMethod, httpMethods, isSafeMethod } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Handle, Input, type InputOf } from '../../../src/platform/http/contract/handle.decorator.ts';
import { describeApi } from '../../../src/platform/http/openapi/document.ts';
import { ApiGroup } from '../../../src/platform/http/openapi/api-group.decorator.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { register } from '../../support/clients/users.ts';
import { failureOf } from '../../support/failures.ts';
import { useApp } from '../../support/use-app.ts';
import { useModule } from '../../support/use-module.ts';

const Note = z.object({ text: z.string(), times: z.int() }).meta({ id: 'NoteOfTheMethodsTest' });
const path = '/v1/notes/mine';
const shared = { path, access: 'user', status: 200, data: Note } as const;
const body = z.strictObject({ text: z.string() }).meta({ id: 'NoteRequestOfTheMethodsTest' });
const specs = {
  GET: endpoint({ ...shared, method: 'GET', summary: 'Read the note' }),
  POST: endpoint({ ...shared, method: 'POST', summary: 'Add a note', body }),
  PUT: endpoint({ ...shared, method: 'PUT', summary: 'Replace the note', body }),
  PATCH: endpoint({ ...shared, method: 'PATCH', summary: 'Change the note', body }),
  DELETE: endpoint({ ...shared, method: 'DELETE', summary: 'Delete the note', body }),
} satisfies Record<HttpMethod, unknown>;

@Controller()
@ApiGroup('Notes', 'One endpoint for every method.')
class NotesController {
  private times = 0;

  @Handle(specs.GET)
  read(): z.output<typeof Note> {
    return { text: 'GET', times: this.times };
  }

  @Handle(specs.POST)
  add(@Input() input: InputOf<typeof specs.POST>): z.output<typeof Note> {
    return this.change(input.body.text);
  }

  @Handle(specs.PUT)
  replace(@Input() input: InputOf<typeof specs.PUT>): z.output<typeof Note> {
    return this.change(input.body.text);
  }

  @Handle(specs.PATCH)
  edit(@Input() input: InputOf<typeof specs.PATCH>): z.output<typeof Note> {
    return this.change(input.body.text);
  }

  @Handle(specs.DELETE)
  remove(@Input() input: InputOf<typeof specs.DELETE>): z.output<typeof Note> {
    return this.change(input.body.text);
  }

  private change(text: string): z.output<typeof Note> {
    this.times += 1;
    return { text, times: this.times };
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

useModule(NotesModule);

const app = useApp();
let browser: Browser;

beforeAll(async () => {
  ({ browser } = await register(app));
});

const write = (method: string, headers: Record<string, string> = {}) =>
  browser.fetch(path, {
    method,
    body: JSON.stringify({ text: method }),
    headers: { 'content-type': 'application/json', ...headers },
  });

describe.each(httpMethods)('an endpoint with the method %s', (method) => {
  it('works with the typed client', async () => {
    const data = isSafeMethod(method)
      ? await browser.call(specs.GET)
      : await browser.call(specs[method as 'PUT'], { body: { text: method } });
    expect(data).toEqual({ text: method, times: expect.any(Number) as number });
  });

  it('is in the OpenAPI document under its method', () => {
    expect(Object.keys(describeApi(app.app).paths[path] ?? {})).toContain(method.toLowerCase());
  });

  it('is allowed by CORS', async () => {
    const headers = { origin: 'http://127.0.0.1:3000', 'access-control-request-method': method };
    const response = await browser.fetch(path, { method: 'OPTIONS', headers });
    expect(response.headers.get('access-control-allow-methods')?.split(', ')).toContain(method);
  });
});

describe.each(httpMethods.filter((method) => !isSafeMethod(method)))('a change by %s', (method) => {
  it('is refused to pages of other sites', async () => {
    const response = await write(method, { 'sec-fetch-site': 'cross-site' });
    expect((await failureOf(response)).code).toBe('CSRF_REJECTED');
  });

  it('is made once per Idempotency-Key', async () => {
    const headers = { 'idempotency-key': `note-${method}` };
    const first = await (await write(method, headers)).json();
    const second = await (await write(method, headers)).json();
    expect(first).toMatchObject({ success: true, data: { text: method } });
    expect(second).toEqual(first);
  });
});
