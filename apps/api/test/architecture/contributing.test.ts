import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Module, type Type } from '@nestjs/common';
import type { EndpointSpec } from '@pixelboxx/shared';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { register } from '../support/clients/users.ts';
import { importModule } from '../support/use-module.ts';
import { typeProblemsOf } from './type-problems.ts';

const api = join(import.meta.dirname, '../..');
let folder: string;
let files: string[];
let app: RunningApp | undefined;

/** The blocks of CONTRIBUTING.md that name their file, where the example would stand, but for the contract beside it. */
beforeAll(() => {
  const text = readFileSync(join(api, '../../CONTRIBUTING.md'), 'utf8');
  // Among the tests: there the project's own options hold, for decorators, too.
  folder = mkdtempSync(join(import.meta.dirname, 'contributing-'));
  files = [...text.matchAll(/```ts\n *\/\/ (\S+\.ts)\n([\s\S]*?)```/g)].map(([, name = '', source = '']) => {
    const path = join(folder, name);
    writeFileSync(
      path,
      source
        .replaceAll(/(badgeEndpoints.*|type \{ BadgeList \}) from '@pixelboxx\/shared'/g, "$1 from './badges.ts'")
        .replaceAll("'./http/endpoint.ts'", "'@pixelboxx/shared'")
        .replaceAll("'../platform/", "'../../../src/platform/"),
    );
    return path;
  });
});

afterAll(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('the example of CONTRIBUTING.md has a contract, a controller and a service, and they compile', () => {
  expect(files.map((path) => path.slice(folder.length + 1))).toEqual([
    'badges.ts',
    'badges.controller.ts',
    'badges.service.ts',
  ]);
  expect(typeProblemsOf(files)).toEqual([]);
});

it('the endpoint of the example of CONTRIBUTING.md works', async () => {
  const { badgeEndpoints } = (await import(join(folder, 'badges.ts'))) as { badgeEndpoints: { list: EndpointSpec } };
  const { BadgesController } = (await import(join(folder, 'badges.controller.ts'))) as { BadgesController: Type };
  const { BadgesService } = (await import(join(folder, 'badges.service.ts'))) as { BadgesService: Type };
  @Module({ controllers: [BadgesController], providers: [BadgesService] })
  class BadgesModule {}
  const takeOut = importModule(BadgesModule);
  try {
    app = await startApp();
  } finally {
    takeOut();
  }
  const { browser } = await register(app);
  await expect(browser.call(badgeEndpoints.list)).resolves.toEqual({ items: [] });
  await expect(app.browser().call(badgeEndpoints.list)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
