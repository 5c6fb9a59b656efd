import { accountEndpoints, type Language } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { newCredentials } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';

const app = useApp();
const { mailbox } = app;

/** Registers in a browser that asks for a language. */
async function registerIn(language: string) {
  const credentials = newCredentials();
  const response = await app.browser().fetch('/v1/auth/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify(credentials),
  });
  expect(response.status).toBe(201);
  return credentials;
}

const forget = (email: string, language: string) =>
  app.browser().fetch(accountEndpoints.forgotPassword.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify({ email }),
  });

const choose = (email: string, language: Language | null) =>
  app.prisma.user.update({ where: { email }, data: { language } });

describe('the language of an e-mail', () => {
  it('is the browser’s if the account has none, also for emails from jobs', async () => {
    const { email } = await registerIn('de-AT, en;q=0.5');
    await mailbox.email(email, /Bestätige deine E-Mail-Adresse/);
    expect((await forget(email, 'ja')).status).toBe(202);
    const mailed = await mailbox.email(email, /新しいパスワードを設定してください/);
    expect(mailed.html).toContain('<html lang="ja" dir="ltr"');
  });

  it('is the account’s, whatever the browser requests', async () => {
    const { email } = await registerIn('en');
    await choose(email, 'ar');
    await forget(email, 'fr');
    const mailed = await mailbox.email(email, /اختر كلمة مرور جديدة/);
    expect(mailed.html).toContain('<html lang="ar" dir="rtl"');
  });

  it('is English if the browser requests an unsupported language or none', async () => {
    const { email } = await registerIn('nl');
    await mailbox.email(email, /Confirm your e-mail address/);
  });
});
