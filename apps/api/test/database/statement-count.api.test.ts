import { authEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../src/platform/database/pool/query-spans.ts';
import { newCredentials, register, type TestUser } from '../support/clients/users.ts';
import { useStatements } from '../support/database/statements.ts';
import { useApp } from '../support/use-app.ts';
import { photo } from '../support/uploads/images.ts';
import { uploadImage } from '../support/uploads/uploading.ts';

const statements = useStatements();
const app = useApp();

interface Work {
  readonly work: string;
  /** How many statements it may take, `BEGIN` and `COMMIT` included. */
  readonly max: number;
  /** Given a user who has registered in a browser, and is signed in there. */
  readonly act: (user: TestUser) => Promise<unknown>;
}

const signIn = ({ browser, credentials: { username, password } }: TestUser): Promise<unknown> =>
  browser.call(authEndpoints.login, { body: { identifier: username, password } });

/** Each is a round trip to the database that somebody waits for: fewer is better, more needs a reason. */
const budget: readonly Work[] = [
  { work: 'me', max: 0, act: ({ browser }) => browser.call(authEndpoints.me) },
  { work: 'refresh', max: 1, act: ({ browser }) => browser.call(authEndpoints.refresh) },
  {
    work: 'register',
    max: 2,
    act: () => app.browser().call(authEndpoints.register, { body: newCredentials() }),
  },
  { work: 'login on a known device', max: 2, act: signIn },
  {
    work: 'login on a known device that was signed out',
    max: 2,
    act: (user) => {
      for (const name of ['pbx_access', 'pbx_refresh']) user.browser.cookies.delete(name);
      return signIn(user);
    },
  },
  {
    work: 'upload of an image',
    max: 3,
    act: async ({ browser }) => uploadImage(browser, await photo().png().toBuffer()),
  },
];

describe('the number of statements that a request waits for in a warm process', () => {
  it.each(budget)('is at most $max for $work', async ({ max, act }) => {
    await act(await register(app));
    const user = await register(app);
    await user.browser.call(authEndpoints.me);
    const sent = await statements.of(() => act(user));
    const summaries = sent.map(({ text }) => summarize(text).summary);
    expect(summaries.length > max ? summaries : []).toEqual([]);
  });
});
