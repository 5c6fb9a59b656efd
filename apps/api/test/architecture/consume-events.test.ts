import { pollUntil } from '@pixelboxx/config/testing';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { natsProgram, reserveNats } from '../platform/events/nats-server.ts';
import { register } from '../support/clients/users.ts';
import { type LocalService } from '../support/network/local-service.ts';
import { useApp } from '../support/use-app.ts';
import { typeProblemsOf } from './type-problems.ts';

interface Guide {
  consume(options: {
    servers: string;
    durable: string;
    handle: (event: { id: string; subject: string; aggregateId: string }) => Promise<void>;
  }): Promise<() => Promise<void>>;
  verifierOf(origin: string, api?: string): (token: string) => Promise<{ sub: string }>;
}

const api = join(import.meta.dirname, '../..');
const givenUrl = process.env['TEST_NATS_URL'];
const skip = !givenUrl && !natsProgram && 'set TEST_NATS_URL or install nats-server';
const origin = 'http://localhost:3000';

let folder: string;
let files: string[];
let guide: Guide;

/** The blocks of the guide that name their file, written among the tests, where the packages are found. */
beforeAll(async () => {
  const text = readFileSync(join(api, '../../docs/guides/consume-events.md'), 'utf8');
  folder = mkdtempSync(join(import.meta.dirname, 'contributing-events-'));
  files = [...text.matchAll(/```ts\n\/\/ (\S+\.ts)\n([\s\S]*?)```/g)].map(([, name = '', source = '']) => {
    writeFileSync(join(folder, name), source);
    return join(folder, name);
  });
  const parts = await Promise.all(files.map((path) => import(path) as Promise<Partial<Guide>>));
  guide = Object.assign({}, ...parts) as Guide;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the programs of the guide to events compile', () => {
  expect(files).toHaveLength(2);
  expect(typeProblemsOf(files)).toEqual([]);
});

describe.skipIf(skip)(`another service${skip ? ` (${skip})` : ''}`, () => {
  let nats: LocalService | undefined;
  let servers: string;
  const app = useApp(async () => {
    if (!givenUrl) {
      nats = await reserveNats();
      await nats.start();
    }
    servers = givenUrl ?? `nats://127.0.0.1:${nats?.port}`;
    return { NATS_URL: servers, NATS_STREAM: 'PIXELBOXX', WEB_ORIGIN: origin };
  });
  afterAll(() => nats?.dispose());

  it('receives registrations, including those while it was down, and again those that it failed to handle', async () => {
    const durable = `guide-${randomUUID()}`;
    const heard: string[] = [];
    const first = await register(app);
    let failures = 0;
    const start = () =>
      guide.consume({
        servers,
        durable,
        handle: async ({ subject, aggregateId }) => {
          if (aggregateId === first.user.id && failures++ === 0) throw new Error('not this time');
          heard.push(`${subject} ${aggregateId}`);
          await Promise.resolve();
        },
      });
    const saying = ({ user }: { user: { id: string } }) => `user.registered ${user.id}`;
    const stop = await start();
    await pollUntil('the first is heard of', () => heard.includes(saying(first)));
    expect(failures).toBe(2);
    await stop();
    const second = await register(app);
    const stopAgain = await start();
    await pollUntil('the second is heard of', () => heard.includes(saying(second)));
    await stopAgain();
    expect(heard.filter((line) => line === saying(first))).toHaveLength(1);
  });

  it('verifies callers by the published keys, and refuses other signatures', async () => {
    const { browser, user } = await register(app);
    expect(await browser.call(authEndpoints.me)).toMatchObject({ id: user.id });
    const verify = guide.verifierOf(origin, app.baseUrl);
    const token = browser.cookies.get('pbx_access') ?? '';
    await expect(verify(token)).resolves.toMatchObject({ sub: user.id });
    const [head = '', , signature = ''] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'somebody else', exp: 9_999_999_999 })).toString('base64url');
    await expect(verify(`${head}.${claims}.${signature}`)).rejects.toThrow();
    await expect(guide.verifierOf('https://elsewhere.example', app.baseUrl)(token)).rejects.toThrow();
  });
});
