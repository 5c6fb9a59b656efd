import { emailCodeEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { useStatements } from '../support/database/statements.ts';
import { useApp } from '../support/use-app.ts';
import { register } from '../support/clients/users.ts';
import { ask, codeEmail, observe, readCode, verified, wrongOf } from './code-users.ts';

const statements = useStatements();
const app = useApp();
const { mailbox } = app;
const { request, verify } = emailCodeEndpoints;

/** One of each kind that a stranger must not be able to tell apart, and nobody. */
async function addresses(): Promise<string[]> {
  const known = await verified(app);
  const unverified = await register(app);
  const suspended = await register(app);
  const deleted = await register(app);
  await app.prisma.user.update({ where: { id: suspended.user.id }, data: { suspendedAt: new Date() } });
  await app.prisma.user.update({ where: { id: deleted.user.id }, data: { deletedAt: new Date() } });
  const accounts = [known, unverified, suspended, deleted].map(({ credentials }) => credentials.email);
  return [...accounts, 'nobody-there@example.com'];
}

describe('whether an address has an account', () => {
  it('[E7] cannot be inferred from the response to requesting a code', async () => {
    const responses = [];
    for (const email of await addresses())
      responses.push(await observe(await app.browser().post(request.path, { email })));
    expect(new Set(responses).size).toBe(1);
    expect(responses[0]).toContain('202');
    expect(responses[0]).toContain('pbx_email_code');
  });

  it('[E7] cannot be inferred from the responses to attempts with codes, however many', async () => {
    const sequences = [];
    for (const email of await addresses()) {
      const browser = app.browser();
      browser.headers['user-agent'] = 'a stranger';
      await ask(browser, email);
      await mailbox.settled();
      const seen = [];
      for (let count = 0; count < 12; count += 1)
        seen.push(await observe(await browser.post(verify.path, { email, code: '00000000' })));
      sequences.push(
        seen.map((line) => line.replace(/retryAfterSeconds[\\":]+\d+|\["retry-after","\d+"\]/g, 'a while')),
      );
    }
    expect(sequences[0]?.[0]).toContain('INVALID_CODE');
    expect(sequences[0]?.at(-1)).toContain('ACCOUNT_LOCKED');
    for (const sequence of sequences) expect(sequence).toEqual(sequences[0]);
  });

  it('[E7] does not affect the number of statements and writes of requests and attempts', async () => {
    // Of the requests alone: the job that writes the e-mail runs when it will.
    const statementsOf = async (work: () => Promise<unknown>): Promise<string[]> =>
      (await statements.of(work))
        .map(({ text }) => text)
        .filter((text) => /users|login_budgets|sign_in_codes/.test(text));
    const perAddress = [];
    for (const email of [(await verified(app)).credentials.email, 'nobody-at-all@example.com']) {
      const browser = app.browser();
      await mailbox.settled();
      const asking = await statementsOf(() => ask(browser, email));
      await mailbox.settled();
      const rows = await app.prisma.signInCode.count({ where: { usedAt: null, attempts: 0 } });
      const trying = await statementsOf(() => browser.post(verify.path, { email, code: '00000000' }));
      const tried = rows - (await app.prisma.signInCode.count({ where: { usedAt: null, attempts: 0 } }));
      perAddress.push({ asking, trying: trying.length, tried });
    }
    expect(perAddress[1]).toEqual(perAddress[0]);
    expect(perAddress[0]).toMatchObject({ asking: [], tried: 1 });
  });

  it('[E7] is not revealed by e-mail: nothing is mailed to an address without an account', async () => {
    await ask(app.browser(), 'nobody-home@example.com');
    await mailbox.settled();
    expect(await mailbox.emails('nobody-home@example.com')).toHaveLength(0);
  });
});

describe('e-mails with codes', () => {
  it('[E8] are limited to five in ten minutes per mailbox, of which the last works, and more for a known device', async () => {
    const account = await verified(app);
    const { email } = account.credentials;
    const stranger = app.browser();
    for (let count = 0; count < 9; count += 1) await ask(stranger, email);
    await mailbox.settled();
    expect(await mailbox.emails(email, codeEmail)).toHaveLength(5);
    const last = await readCode(app, email, 4);
    const wrong = await stranger.post(verify.path, { email, code: wrongOf(last.code) });
    expect(wrong.status).toBe(400);
    expect((await stranger.post(verify.path, { email, code: last.code })).status).toBe(200);
    // Strangers cannot keep the owner's own device from it.
    const known = app.browser();
    known.cookies.set('pbx_device', account.browser.cookies.get('pbx_device') ?? '');
    await ask(known, email);
    await readCode(app, email, 5);
  });

  it.each([
    ['a list', ['victim@example.com', 'evil@example.com']],
    ['an object', { $ne: '' }],
    ['two addresses', 'victim@example.com,evil@example.com'],
    ['a header', 'victim@example.com\r\nBcc: evil@example.com'],
  ])('[E8] refuses %s in place of an address', async (_name, email) => {
    expect((await app.browser().post(request.path, { email })).status).toBe(400);
    await mailbox.settled();
    expect(await mailbox.emails('evil@example.com')).toHaveLength(0);
  });

  it.each([
    ['nothing', {}],
    ['a code without an address', { code: '12345678' }],
    ['an address without a code', { email: 'a@example.com' }],
    ['a link and a code', { email: 'a@example.com', code: '12345678', token: 'x' }],
    ['a number', { email: 'a@example.com', code: 12_345_678 }],
  ])('[E8] does not accept %s as a proof', async (_name, body) => {
    expect((await app.browser().post(verify.path, body)).status).toBe(400);
  });
});

describe('where the installation invites unknown addresses', () => {
  const inviting = useApp({ SIGN_IN_UNKNOWN_EMAIL: 'invitation' });

  it('[E7] an address without an account gets an invitation at most once a day, and nobody else does', async () => {
    const { credentials } = await register(inviting);
    for (let count = 0; count < 3; count += 1) await ask(inviting.browser(), 'newcomer@example.com');
    await ask(inviting.browser(), credentials.email);
    await inviting.mailbox.settled();
    const [invitation, ...more] = await inviting.mailbox.emails('newcomer@example.com');
    expect(more).toEqual([]);
    expect(invitation?.text).toMatch(/\/register\b/);
    expect(await inviting.mailbox.emails(credentials.email, /no account/)).toHaveLength(0);
  });
});
