import { expect, test } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { smoke } from '../../support/product/started-product.ts';

test('npm run smoke checks a working site with its own account, which it deletes again @desktop', async ({
  baseURL,
}) => {
  const { status, output } = await smoke(baseURL ?? '');
  expect(output).not.toContain('✗');
  expect(output).toContain('✓ their account is deleted');
  expect(output).toContain(`${baseURL ?? ''} works.`);
  expect(status).toBe(0);
});

test('npm run smoke creates no account in read-only mode @desktop', async ({ baseURL }) => {
  const { status, output } = await smoke(baseURL ?? '', '--read-only');
  expect([status, output]).toEqual([0, expect.not.stringContaining('registers')]);
});

test('npm run smoke reports a wrong or unavailable site @desktop', async () => {
  const server = createServer((_request, response) => response.end('Welcome to nginx!')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const other = await smoke(`http://127.0.0.1:${port}`);
  expect(other.status).toBe(1);
  expect(other.output).toContain(
    '✗ the page / comes, with the headers that protect it: the header content-security-policy is missing',
  );
  await new Promise((resolve) => server.close(resolve));
  const away = await smoke(`http://127.0.0.1:${port}`, '--read-only');
  expect(away.status).toBe(1);
  expect(away.output).toContain('ECONNREFUSED');
  expect((await smoke('nowhere')).output).toContain('Usage: npm run smoke');
});
