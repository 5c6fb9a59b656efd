import { emailCodeEndpoints } from '@pixelboxx/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Browser } from '../support/clients/browser.ts';
import { useApp } from '../support/use-app.ts';
import { ask, readCode, type ReadCode, verified, wrongOf } from './code-users.ts';

const app = useApp();

const browsersMax = 2;
const triesMax = 5;
const strangersMax = 10;

/** What must be true of one browser's code. */
interface Expected {
  newest: ReadCode | null;
  tries: number;
  isSpent: boolean;
}

interface Model {
  readonly browsers: Expected[];
  /** E-mails so far: a sixth is not sent. */
  emails: number;
  /** Wrong tries in a row, from the one address that all tests have. */
  failures: number;
}

interface Real {
  readonly browsers: Browser[];
  readonly email: string;
  readonly userId: string;
  /** Codes that were mailed, the oldest first. */
  readonly mailed: { readonly by: number; readonly code: ReadCode }[];
}

type Command = fc.AsyncCommand<Model, Real>;

function command(
  name: string,
  check: (model: Model) => boolean,
  run: (model: Model, real: Real) => Promise<void>,
): Command {
  return { check, run, toString: () => name };
}

const emailsMax = 5;
const isOpen = ({ newest, tries, isSpent }: Expected) => newest !== null && !isSpent && tries < triesMax;
const entryOf = ({ browsers }: Model, at: number): Expected => {
  const entry = browsers[at];
  if (!entry) throw new Error('There is no such browser');
  return entry;
};

/** How a use ends, as a status; a session that came of it is left, so that the next use is a stranger's again. */
async function use(real: Real, at: number, body: object): Promise<number> {
  const held = real.browsers[at]?.clone();
  if (!held) throw new Error('There is no such browser');
  return (await held.post(emailCodeEndpoints.verify.path, body)).status;
}

const asks = (at: number) =>
  command(
    `asks in browser ${at}`,
    ({ emails }) => emails < emailsMax,
    async (model, real) => {
      const [browser] = [real.browsers[at]];
      if (!browser) throw new Error('There is no such browser');
      await ask(browser, real.email);
      const code = await readCode(app, real.email, model.emails);
      model.emails += 1;
      real.mailed.push({ by: at, code });
      model.browsers[at] = { newest: code, tries: 0, isSpent: false };
    },
  );

/** Tries what was mailed as this number, or, with null, what never was, as digits or as a link. */
const tries = (at: number, number: number | null, asLink: boolean) =>
  command(
    `uses ${number ?? 'a wrong code'} in browser ${at}${asLink ? ' as a link' : ''}`,
    ({ failures }) => failures < strangersMax - 1,
    async (model, real) => {
      const entry = entryOf(model, at);
      const known = number === null ? undefined : real.mailed[number % Math.max(1, real.mailed.length)];
      const { code, token } = known?.code ?? { code: wrongOf(entry.newest?.code ?? '00000000'), token: 'none' };
      if (asLink) {
        const owner = known && entryOf(model, known.by);
        const isLive = owner?.newest === known?.code && owner !== undefined && !owner.isSpent;
        const expected = !isLive ? 400 : known?.by === at ? 200 : 403;
        expect(await use(real, at, { token })).toBe(expected);
        if (expected === 200) entry.isSpent = true;
        return;
      }
      const isRight = isOpen(entry) && entry.newest?.code === code;
      expect(await use(real, at, { email: real.email, code })).toBe(isRight ? 200 : 400);
      if (isOpen(entry)) entry.tries += 1;
      if (isRight) entry.isSpent = true;
      model.failures = isRight ? 0 : model.failures + 1;
    },
  );

const expires = (at: number) =>
  command(
    `the code of browser ${at} expires`,
    () => true,
    async (model, { userId }) => {
      const entry = entryOf(model, at);
      if (!entry.newest || entry.isSpent) return;
      const { sha256Hex } = await import('../../src/platform/crypto/digests.ts');
      const where = { userId, token: sha256Hex(entry.newest.token) };
      const { count } = await app.prisma.signInCode.updateMany({ where, data: { expiresAt: new Date(0) } });
      expect(count).toBe(1);
      entry.isSpent = true;
    },
  );

const at = fc.nat({ max: browsersMax - 1 });
const schedules = fc.commands<Model, Real, boolean>(
  [
    at.map(asks),
    at.map(asks),
    fc.tuple(at, fc.nat({ max: 4 }), fc.boolean()).map((args) => tries(...args)),
    fc.tuple(at, fc.nat({ max: 4 }), fc.boolean()).map((args) => tries(...args)),
    fc.tuple(at, fc.constant(null), fc.boolean()).map((args) => tries(...args)),
    at.map(expires),
  ],
  { maxCommands: 24, size: 'max' },
);

describe('sign-in codes of one account in two browsers, under random requests, attempts, opened links and waits', () => {
  it('[E1, E2, E3] work once each, only in their browser, only the newest, and not after five attempts', async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async (commands) => {
        const { user, credentials } = await verified(app);
        const setup = () => ({
          model: {
            browsers: Array.from({ length: browsersMax }, () => ({ newest: null, tries: 0, isSpent: false })),
            emails: 0,
            failures: 0,
          },
          real: {
            browsers: Array.from({ length: browsersMax }, () => app.browser()),
            email: credentials.email,
            userId: user.id,
            mailed: [],
          },
        });
        await fc.asyncModelRun(setup, commands);
      }),
      { numRuns: 15, seed: 20_261_129, endOnFailure: true },
    );
  }, 240_000);
});
