import { describe, expect, it } from 'vitest';
import { messagesAbout } from './linted-source.ts';

/** The rules that `source` breaks when it stands in place of the existing file at `path`. */
async function rulesBrokenBy(path: string, source: string): Promise<(string | null)[]> {
  return (await messagesAbout(path, source)).map(({ ruleId, message }) => ruleId ?? message);
}

const component = 'packages/ui/src/index.ts';
const besideSource = 'apps/api/src/platform/database/pool/query-spans.test.ts';
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
    [
      'text from a table of all characters',
      "import fc from 'fast-check';\nexport const a = fc.string({ unit: 'binary' });",
      'no-restricted-syntax',
    ],
    [
      'another way of waiting',
      "import { vi } from 'vitest';\nawait vi.waitFor(() => undefined);",
      'no-restricted-syntax',
    ],
    ['a constructor with 8 dependencies', classWith(8), 'no-restricted-syntax'],
    [
      'adding across a wait, which forgets what others add meanwhile',
      'export class A { n = 0; async add(b: Promise<number>) { this.n += await b; } }',
      'no-restricted-syntax',
    ],
    ['a suppression of the type check', '// @ts-ignore\nexport const a = 1;', '@typescript-eslint/ban-ts-comment'],
    ['printing', 'console.log(1);', 'no-console'],
    ['reading the environment', 'export const a = process.env["A"];', 'no-restricted-properties'],
    ['a file of more than 300 lines', 'export {};\n'.repeat(301), 'max-lines'],
    [
      'a function of more than 70 lines',
      `export function a(): void {\n${'a();\n'.repeat(70)}}`,
      'max-lines-per-function',
    ],
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
    ['a property without a seed', 'fc.assert(property, { numRuns: 5 });', 'pixelboxx/seeded-randomness'],
    ['a property without anything', 'await fc.check(property);', 'pixelboxx/seeded-randomness'],
  ])('refuse %s in a test, but not in the product', async (_, source, rule) => {
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
  ])('refuse reading the time by %s in the api, except for ids and logs', async (_, source) => {
    expect(await rulesBrokenBy('apps/api/src/app.ts', source)).toContain('no-restricted-syntax');
    expect(await rulesBrokenBy('apps/api/src/platform/identifiers.ts', source)).not.toContain('no-restricted-syntax');
    expect(await rulesBrokenBy('apps/api/test/app.test.ts', source)).not.toContain('no-restricted-syntax');
    expect(await rulesBrokenBy(besideSource, source)).not.toContain('no-restricted-syntax');
  });

  it.each([
    ['a package by its path', "import '../../../../../../packages/shared/src/user.ts';"],
    ['the dev-cli', "import '@pixelboxx/dev-cli/tally-reporter';"],
    ['the environment', "import { env } from 'node:process';\nexport const a = env;"],
  ])('refuse a test beside its source %s, since dependency-cruiser does not follow it', async (_, source) => {
    expect(await rulesBrokenBy(besideSource, source)).toContain('no-restricted-imports');
  });

  it('let a test beside its source import packages by name and shared test code', async () => {
    const source = `import '@pixelboxx/shared';\nimport '../../../../test/support/config.ts';`;
    expect(await rulesBrokenBy(besideSource, source)).toEqual([]);
  });

  it('let the api create dates from timestamps', async () => {
    expect(await rulesBrokenBy('apps/api/src/app.ts', 'export const a = new Date(0);')).toEqual([]);
  });

  it.each([
    ['of Prisma', 'export const a = (prisma: P) => prisma.$transaction(work);'],
    ['with limits', 'export const a = (prisma: P) => prisma.transact(work);'],
    ['by a name of its own', 'export const a = ({ transact }: P) => transact(work);'],
    ['by the function below', `import { inTransaction } from '../platform/database/transaction.ts';`],
  ])('refuse a store that opens a transaction %s, but not a service', async (_, source) => {
    expect(await rulesBrokenBy('apps/api/src/webhooks/deliveries.store.ts', source)).toContain('no-restricted-syntax');
    expect(await rulesBrokenBy('apps/api/src/platform/feed/feed-store.ts', source)).toContain('no-restricted-syntax');
    expect(await rulesBrokenBy('apps/api/src/webhooks/webhooks.service.ts', source)).not.toContain(
      'no-restricted-syntax',
    );
  });

  it('apply the api’s rules to stores', async () => {
    const store = 'apps/api/src/webhooks/deliveries.store.ts';
    expect(await rulesBrokenBy(store, 'export const a = Date.now();')).toContain('no-restricted-syntax');
    expect(await rulesBrokenBy(store, classWith(8))).toContain('no-restricted-syntax');
  });

  it('apply the common rules to the api', async () => {
    expect(await rulesBrokenBy('apps/api/src/app.ts', classWith(8))).toContain('no-restricted-syntax');
  });

  it('refuse a conditional hook', async () => {
    const source = `import { useEffect } from 'react';
      export function useIt(on: boolean) { if (on) useEffect(() => {}, []); }`;
    expect(await rulesBrokenBy(component, source)).toContain('react-hooks/rules-of-hooks');
  });

  it('refuse an image without an alternative text', async () => {
    const source = `export const a = <img src="x" />;`;
    expect(await rulesBrokenBy('apps/web/src/app/layout.tsx', source)).toContain('jsx-a11y/alt-text');
  });

  it('keep imports that dependency injection needs at run time', async () => {
    const source = `import { Injectable } from '@nestjs/common';
      import { AppError } from './platform/errors/app-error.ts';
      @Injectable()
      export class A { constructor(readonly error: AppError) {} }`;
    expect(await rulesBrokenBy('apps/api/src/app.ts', source)).toEqual([]);
  });

  it('let a class have 7 dependencies', async () => {
    expect(await rulesBrokenBy(service, classWith(7))).toEqual([]);
  });

  it('allow reading the environment in the configuration module', async () => {
    const source = 'export const a = process.env["A"];';
    expect(await rulesBrokenBy('apps/web/src/env.ts', source)).toEqual([]);
    expect(await rulesBrokenBy('scripts/security-table.ts', `${source}\nconsole.log(a);`)).toEqual([]);
  });
});

async function isWordRefused(source: string): Promise<boolean> {
  return (await rulesBrokenBy('packages/shared/src/index.ts', source)).includes('pixelboxx/retired-words');
}

describe('the rule against retired words', () => {
  it.each([
    ['a name', 'export const letter = 1;'],
    ['several of them', 'export const letters = [1];'],
    ['a part of a name', 'export const noticeLetter = 1;'],
    ['a type', 'export interface PersonRow { name: string }'],
    ['a property', 'export const a = { letter: 1 };'],
    ['a constant', 'export const STEP_UP = 1;'],
    ['two words that are one', 'export const handleStepUp = 1;'],
    ['a comment', '/** The step-up is over. */\nexport const a = 1;'],
  ])('refuses one as %s', async (_, source) => expect(await isWordRefused(source)).toBe(true));

  it.each([
    ['what users read', `export const a = 'The letter with your picture, for people';`],
    ['a word that only begins like one', 'export const personal = 1;'],
    ['a name that the wire decides', 'export const stepUp = 1;'],
    ['an example in a comment', '/** Formerly `step-up`. */\nexport const a = 1;'],
  ])('leaves %s', async (_, source) => expect(await isWordRefused(source)).toBe(false));
});

async function isTextRefused(jsx: string): Promise<boolean> {
  const source = `import type { ReactElement, ReactNode } from 'react';
    const limit = 14;
    interface Props { on: boolean; text: string; count: number; icon: ReactElement; list: string[]; children: ReactNode }
    export function A({ on, text, count, icon, list, children }: Props) { void [on, text, count, icon, list, children, limit]; return ${jsx}; }`;
  const messages = await messagesAbout('packages/ui/src/card.tsx', source);
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.some(({ ruleId }) => ruleId === 'pixelboxx/translatable-text');
}

describe('the rule that keeps pages working under a translator', () => {
  it.each([
    ['text that changes beside text', '<p>Hello {text}</p>'],
    ['a number that changes beside an element', '<p>{count} <b>left</b></p>'],
    ['text beside something that comes and goes', '<p>{on && <b>!</b>} Sign in</p>'],
    ['whatever was handed in, beside something that comes and goes', '<p>{on && <b>!</b>}{children}</p>'],
    ['a list of texts beside an element', '<p><b>!</b>{list}</p>'],
    ['text in a fragment', '<>{text}</>'],
    ['a component that is a bare text', 'on ? <p /> : text'],
  ])('[D4] refuses %s', async (_, jsx) => expect(await isTextRefused(jsx)).toBe(true));

  it.each([
    ['one text alone', '<p>{text}</p>'],
    ['one text put together', '<p>{`Hello ${text}`}</p>'],
    ['text in an element of its own', '<p>Hello <span>{text}</span></p>'],
    ['text that never changes beside elements', '<p>Up to {limit} days, <b>no longer</b>.</p>'],
    ['elements that come and go', '<p>{icon}{on && <b>!</b>}{text && <i>{text}</i>}</p>'],
    ['what was handed in, alone', '<p>{children}</p>'],
  ])('accepts %s', async (_, jsx) => expect(await isTextRefused(jsx)).toBe(false));
});
