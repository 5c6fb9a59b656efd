import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../root.ts';

let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({ cwd: root });
});

async function isRefused(jsx: string): Promise<boolean> {
  const source = `import type { ReactElement, ReactNode } from 'react';
    const limit = 14;
    interface Props { on: boolean; text: string; count: number; icon: ReactElement; list: string[]; children: ReactNode }
    export function A({ on, text, count, icon, list, children }: Props) { void [on, text, count, icon, list, children, limit]; return ${jsx}; }`;
  const [result] = await eslint.lintText(source, { filePath: join(root, 'packages/ui/src/card.tsx') });
  const messages = result?.messages ?? [];
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.some(({ ruleId }) => ruleId === 'pixelboxx/translatable-text');
}

describe('the rule that keeps pages whole under a translator', () => {
  it.each([
    ['text that changes beside text', '<p>Hello {text}</p>'],
    ['a number that changes beside an element', '<p>{count} <b>left</b></p>'],
    ['text beside something that comes and goes', '<p>{on && <b>!</b>} Sign in</p>'],
    ['whatever was handed in, beside something that comes and goes', '<p>{on && <b>!</b>}{children}</p>'],
    ['a list of texts beside an element', '<p><b>!</b>{list}</p>'],
    ['text in a fragment', '<>{text}</>'],
    ['a component that is a bare text', 'on ? <p /> : text'],
  ])('[D4] refuses %s', async (_, jsx) => expect(await isRefused(jsx)).toBe(true));

  it.each([
    ['one text alone', '<p>{text}</p>'],
    ['one text put together', '<p>{`Hello ${text}`}</p>'],
    ['text in an element of its own', '<p>Hello <span>{text}</span></p>'],
    ['text that never changes beside elements', '<p>Up to {limit} days, <b>no longer</b>.</p>'],
    ['elements that come and go', '<p>{icon}{on && <b>!</b>}{text && <i>{text}</i>}</p>'],
    ['what was handed in, alone', '<p>{children}</p>'],
  ])('accepts %s', async (_, jsx) => expect(await isRefused(jsx)).toBe(false));
});
