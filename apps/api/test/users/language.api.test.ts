import { LANGUAGES, authEndpoints, userEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { register } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';

const app = useApp();

describe('the language of an account', () => {
  it('is unset at first, and then the owner’s choice in every session', async () => {
    const { browser, user, credentials } = await register(app);
    expect(user.language).toBeNull();
    const elsewhere = app.browser();
    await elsewhere.call(authEndpoints.login, {
      body: { identifier: credentials.username, password: credentials.password },
    });
    for (const language of LANGUAGES) {
      expect(await browser.call(userEndpoints.updateMe, { body: { language } })).toMatchObject({ language });
      expect(await elsewhere.call(authEndpoints.me)).toMatchObject({ language });
    }
    expect(await browser.call(userEndpoints.updateMe, { body: { language: null } })).toMatchObject({ language: null });
  });

  it('is not affected by a change of the name, nor the name by it', async () => {
    const { browser } = await register(app, { displayName: 'Mina' });
    await browser.call(userEndpoints.updateMe, { body: { language: 'ja' } });
    expect(await browser.call(userEndpoints.updateMe, { body: { displayName: 'Eva' } })).toMatchObject({
      displayName: 'Eva',
      language: 'ja',
    });
    expect(await browser.call(userEndpoints.updateMe, { body: {} })).toMatchObject({
      displayName: 'Eva',
      language: 'ja',
    });
  });

  it.each(['xx', 'EN', '', 'de-AT', 7, ['de']])('is refused when it is %j', async (language) => {
    const { browser } = await register(app);
    const response = await browser.fetch('/v1/users/me', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language }),
    });
    expect(response.status).toBe(400);
  });

  it('is in the response when a session is refreshed', async () => {
    const { browser } = await register(app);
    await browser.call(userEndpoints.updateMe, { body: { language: 'ar' } });
    expect(await browser.call(authEndpoints.refresh)).toMatchObject({ language: 'ar' });
  });

  it('is unset if an unknown release has stored another value', async () => {
    const { browser, user } = await register(app);
    await app.prisma.user.update({ where: { id: user.id }, data: { language: 'tlh' } });
    await browser.call(userEndpoints.updateMe, { body: { displayName: 'Worf' } });
    expect(await browser.call(authEndpoints.me)).toMatchObject({ language: null });
  });
});
