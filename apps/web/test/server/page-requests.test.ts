import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createWebServer } from '../../src/server/web-server.ts';

/** What the pages were asked for. */
const asked: Pick<IncomingMessage, 'url' | 'headers'>[] = [];

const server = createWebServer({
  apiUrl: 'http://127.0.0.1:9',
  publicOrigin: 'http://localhost:3000',
  isReady: () => true,
  renderPage: (request, response) => {
    asked.push(request);
    response.end();
  },
});
let web: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => asked.splice(0));

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it.each(['/u/%', '/u/%zz', '/%c3%28', '/gallery/%e0%a4%a', '/%ff?x=1'])(
  'no page is requested at the badly escaped %s',
  async (address) => {
    await (await fetch(web + address)).text();
    expect(asked.map(({ url }) => url)).toEqual(['/_not-found']);
  },
);

it('the escapes of a query are left to the page', async () => {
  await (await fetch(`${web}/login?next=%`)).text();
  expect(asked.map(({ url }) => url)).toEqual(['/login?next=%']);
});

it.each([
  ['x', false],
  ['%00', false],
  ['%5B%5D', false],
  ['[""]', false],
  [encodeURIComponent('["",{"children":["x",{},null,"everything"]}]'), false],
  [encodeURIComponent('["",{"children":["x",{"children":[["username","ada","d",null],{}]}]},null,"refetch",1]'), true],
])('whether %s reaches the pages as a router state: %s', async (state, reaches) => {
  await (await fetch(`${web}/login`, { headers: { rsc: '1', 'next-router-state-tree': state } })).text();
  expect(asked.map(({ headers }) => headers['next-router-state-tree'])).toEqual([reaches ? state : undefined]);
});

it('a too deeply nested router state does not reach the pages', async () => {
  const deep = `${'["",{"a":'.repeat(300)}["",{}]${'}]'.repeat(300)}`;
  await (await fetch(`${web}/login`, { headers: { rsc: '1', 'next-router-state-tree': deep } })).text();
  expect(asked.map(({ headers }) => headers['next-router-state-tree'])).toEqual([undefined]);
});
