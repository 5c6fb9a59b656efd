import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../root.ts';

let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({ cwd: root });
});

/** The rules that `source` breaks when it stands in place of the existing file at `path`. */
async function rulesBrokenBy(path: string, source: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(source, { filePath: join(root, path) });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const component = 'packages/ui/src/index.ts';
const service = 'packages/shared/src/http/envelope.ts';

function classWith(dependencies: number): string {
  const parameters = Array.from({ length: dependencies }, (_, index) => `readonly a${index}: string`);
  return `export class A { constructor(${parameters.join(', ')}) {} }`;
}

describe('the lint rules', () => {
  it.each([
    ['an any', 'export const a: any = 1;', '@typescript-eslint/no-explicit-any'],
    ['an unsafe call', 'export const a: string = JSON.parse("1");', '@typescript-eslint/no-unsafe-assignment'],
    ['a promise nobody waits for', 'Promise.resolve(1);', '@typescript-eslint/no-floating-promises'],
    [
      'a type imported as a value',
      `import { z } from 'zod';\nexport type A = z.ZodType;`,
      '@typescript-eslint/consistent-type-imports',
    ],
    ['an assertion through unknown', 'export const a = 1 as unknown as string;', 'no-restricted-syntax'],
    [
      'a suppression without a reason',
      '// eslint-disable-next-line no-console\nconsole.log(1);',
      'pixelboxx/suppression-reason',
    ],
    ['a constructor with 8 dependencies', classWith(8), 'no-restricted-syntax'],
    ['a suppression of the type check', '// @ts-ignore\nexport const a = 1;', '@typescript-eslint/ban-ts-comment'],
    ['printing', 'console.log(1);', 'no-console'],
    ['reading the environment', 'export const a = process.env["A"];', 'no-restricted-properties'],
    ['a file of more than 300 lines', 'export {};\n'.repeat(301), 'max-lines'],
  ])('refuse %s', async (_, source, rule) => {
    expect(await rulesBrokenBy(service, source)).toContain(rule);
  });

  it.each([
    ['a sleep', 'await new Promise((resolve) => setTimeout(resolve, 100));', 'pixelboxx/no-naps'],
    ['a sleep in braces', 'await new Promise((done) => { setTimeout(done, 5); });', 'pixelboxx/no-naps'],
    [
      'a sleep of Node',
      `import { setTimeout as nap } from 'node:timers/promises';\nawait nap(5);`,
      'pixelboxx/no-naps',
    ],
    ['chance without a seed', 'export const a = Math.random();', 'pixelboxx/seeded-randomness'],
  ])('refuse %s in a test, and leave it to the product', async (_, source, rule) => {
    expect(await rulesBrokenBy('packages/shared/test/errors.test.ts', source)).toContain(rule);
    expect(await rulesBrokenBy(service, source)).not.toContain(rule);
  });

  it('let a test set a time limit', async () => {
    const source = `export const late = new Promise((_, reject) => { setTimeout(() => { reject(new Error('late')); }, 5); });`;
    expect(await rulesBrokenBy('packages/shared/test/errors.test.ts', source)).toEqual([]);
  });

  it.each([
    ['Date.now', 'export const a = Date.now();'],
    ['Date.now as a function', 'export const a = [1].map(Date.now);'],
    ['new Date', 'export const a = new Date();'],
    ['Date', 'export const a = Date();'],
  ])('refuse the api the time of day by %s, but for what writes ids and logs', async (_, source) => {
    expect(await rulesBrokenBy('apps/api/src/app.ts', source)).toContain('no-restricted-syntax');
    expect(await rulesBrokenBy('apps/api/src/platform/identifiers.ts', source)).not.toContain('no-restricted-syntax');
    expect(await rulesBrokenBy('apps/api/test/app.test.ts', source)).not.toContain('no-restricted-syntax');
  });

  it('let the api make dates of moments', async () => {
    expect(await rulesBrokenBy('apps/api/src/app.ts', 'export const a = new Date(0);')).toEqual([]);
  });

  it('hold the api to what everybody is held to', async () => {
    expect(await rulesBrokenBy('apps/api/src/app.ts', classWith(8))).toContain('no-restricted-syntax');
  });

  it('refuse a hook that is called sometimes', async () => {
    const source = `import { useEffect } from 'react';
      export function useIt(on: boolean) { if (on) useEffect(() => {}, []); }`;
    expect(await rulesBrokenBy(component, source)).toContain('react-hooks/rules-of-hooks');
  });

  it('refuse an image that says nothing to those who cannot see it', async () => {
    const source = `export const a = <img src="x" />;`;
    expect(await rulesBrokenBy('apps/web/src/app/layout.tsx', source)).toContain('jsx-a11y/alt-text');
  });

  it('leave the imports alone that dependency injection needs at run time', async () => {
    const source = `import { Injectable } from '@nestjs/common';
      import { AppError } from './platform/errors/app-error.ts';
      @Injectable()
      export class A { constructor(readonly error: AppError) {} }`;
    expect(await rulesBrokenBy('apps/api/src/app.ts', source)).toEqual([]);
  });

  it('let a class have 7 dependencies', async () => {
    expect(await rulesBrokenBy(service, classWith(7))).toEqual([]);
  });

  it('let configuration be read where it belongs', async () => {
    const source = 'export const a = process.env["A"];';
    expect(await rulesBrokenBy('apps/web/src/env.ts', source)).toEqual([]);
    expect(await rulesBrokenBy('scripts/security-table.ts', `${source}\nconsole.log(a);`)).toEqual([]);
  });
});
