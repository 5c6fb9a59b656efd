import { Controller, Module } from '@nestjs/common';
import { endpoint } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Handle, Input, type InputOf } from '../../../src/platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../../src/platform/http/openapi/api-group.decorator.ts';
import { describeApi } from '../../../src/platform/http/openapi/document.ts';
import { failureOf } from '../../support/failures.ts';
import { useApp } from '../../support/use-app.ts';
import { useModule } from '../../support/use-module.ts';

const unsubscribe = endpoint({
  method: 'POST',
  path: '/v1/one-click-digests/:key',
  access: 'public',
  status: 204,
  summary: 'Stop the digest, from the mailbox',
  params: z.strictObject({ key: z.string() }),
  oneClick: true,
});
const unsubscribed: string[] = [];

@Controller()
@ApiGroup('Digests', 'That a click ends.')
class DigestsController {
  @Handle(unsubscribe)
  unsubscribe(@Input() { params: { key } }: InputOf<typeof unsubscribe>): Promise<void> {
    unsubscribed.push(key);
    return Promise.resolve();
  }
}

@Module({ controllers: [DigestsController] })
class DigestsModule {}

useModule(DigestsModule);
const app = useApp();

const click = (key: string, body: URLSearchParams | FormData | null, headers: Record<string, string> = {}) =>
  fetch(`${app.baseUrl}/v1/one-click-digests/${key}`, { method: 'POST', body, headers });

function form(value: string): FormData {
  const data = new FormData();
  data.set('List-Unsubscribe', value);
  return data;
}

describe('a click on “unsubscribe” in a mailbox (RFC 8058)', () => {
  it.each([
    ['an URL-encoded form', new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
    ['a multipart form', form('One-Click')],
    ['nothing', null],
  ])('arrives with %s, without a session or an origin', async (kind, body) => {
    expect((await click(encodeURIComponent(kind), body)).status).toBe(204);
    expect(unsubscribed).toContain(kind);
  });

  it.each([
    ['URL-encoded', new URLSearchParams({ 'List-Unsubscribe': 'x'.repeat(100_000) })],
    ['multipart', form('x'.repeat(100_000))],
  ])('is short: a %s body without end is not waited for', async (_, body) => {
    const response = await click('long', body);
    expect(response.status).toBe(413);
    expect(unsubscribed).not.toContain('long');
  });

  it('is no way in for the forms of other sites', async () => {
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const response = await click('forged', body, { origin: 'https://elsewhere.example' });
    expect(await failureOf(response)).toMatchObject({ code: 'CSRF_REJECTED' });
    expect(unsubscribed).not.toContain('forged');
  });

  it('opens no other endpoint to forms', async () => {
    const body = new URLSearchParams({ username: 'mina', password: 'violet kettle 7 sings' });
    const response = await fetch(`${app.baseUrl}/v1/auth/login`, { method: 'POST', body });
    expect(await failureOf(response)).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('is described for those who generate clients', () => {
    const { paths } = describeApi(app.app);
    expect(paths['/v1/one-click-digests/{key}']?.['post']).toMatchObject({
      requestBody: {
        required: false,
        content: { 'application/x-www-form-urlencoded': {} },
      },
    });
  });
});
