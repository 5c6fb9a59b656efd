import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../root.ts';

let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({ cwd: root });
});

async function isRefused(source: string): Promise<boolean> {
  const [result] = await eslint.lintText(source, { filePath: join(root, 'packages/shared/src/index.ts') });
  return (result?.messages ?? []).some(({ ruleId }) => ruleId === 'pixelboxx/retired-words');
}

describe('the rule that holds retired words out', () => {
  it.each([
    ['a name', 'export const letter = 1;'],
    ['several of them', 'export const letters = [1];'],
    ['a part of a name', 'export const noticeLetter = 1;'],
    ['a type', 'export interface PersonRow { name: string }'],
    ['a property', 'export const a = { picture: 1 };'],
    ['a constant', 'export const STEP_UP = 1;'],
    ['two words that are one', 'export const handleStepUp = 1;'],
    ['a comment', '/** The step-up is over. */\nexport const a = 1;'],
  ])('refuses one as %s', async (_, source) => expect(await isRefused(source)).toBe(true));

  it.each([
    ['what users read', `export const a = 'The letter with your picture, for people';`],
    ['a word that only begins like one', 'export const personal = 1;'],
    ['a name that the wire decides', 'export const stepUp = 1;'],
    ['an example in a comment', '/** Formerly `step-up`. */\nexport const a = 1;'],
  ])('leaves %s', async (_, source) => expect(await isRefused(source)).toBe(false));
});
