import { authEndpoints } from '@pixelboxx/shared';
import { expect, it } from 'vitest';
import { summarize } from '../../src/platform/database/pool/query-spans.ts';
import { newCredentials } from '../support/clients/users.ts';
import { useStatements } from '../support/database/statements.ts';
import { useApp } from '../support/use-app.ts';

const statements = useStatements();
const app = useApp();

/** What else runs beside, such as a look for lost work every five seconds, is in some of the readings only. */
const readings = 5;

it('after a registration, mailing the link and publishing the event take at most four background statements', async () => {
  const all: string[][] = [];
  for (let reading = 0; reading < readings; reading += 1) {
    const credentials = newCredentials();
    const sent = await statements.setOffBy(() => app.browser().call(authEndpoints.register, { body: credentials }));
    expect(await app.mailbox.emails(credentials.email)).toHaveLength(1);
    expect(await app.prisma.outboxEvent.count({ where: { publishedAt: null } })).toBe(0);
    all.push(sent.map(({ text }) => summarize(text).summary));
  }
  const [least = []] = all.toSorted((one, other) => one.length - other.length);
  expect(least.length > 4 ? least : []).toEqual([]);
  expect(least.length).toBeGreaterThan(0);
});
