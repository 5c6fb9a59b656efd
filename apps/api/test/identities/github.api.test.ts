import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/use-app.ts';
import { GitHubServer } from './github-server.ts';
import { callback, comeBack, registerBySomebody, signInBy } from './identity-users.ts';

const github = new GitHubServer();
beforeAll(() => github.start());
const app = useApp(() => ({
  OIDC_PROVIDERS: JSON.stringify([{ preset: 'github', url: github.url, clientId: 'client', clientSecret: 'secret' }]),
}));
afterAll(() => github.stop());

const id = 'github';

describe('signing in with GitHub, which supports only OAuth 2.0', () => {
  it('creates an account from the numeric id, e-mail and name, and finds it again after a change of name', async () => {
    github.user = { id: 42, login: 'mona', name: 'Mona Lisa' };
    github.emails = [
      { email: 'other@example.com', primary: false, verified: true },
      { email: 'mona@example.com', primary: true, verified: true },
    ];
    const { user } = await registerBySomebody(app.browser(), { id });
    expect(user).toMatchObject({ username: 'mona', email: 'mona@example.com', isVerified: true });
    github.user = { id: 42, login: 'renamed', name: 'Somebody' };
    expect(await signInBy(app.browser(), { id })).toMatchObject({ outcome: 'SIGNED_IN', user: { id: user.id } });
    github.user = { id: 43, login: 'mona', name: 'Mona Lisa' };
    await expect(signInBy(app.browser(), { id })).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS' });
  });

  it('does not trust an e-mail that GitHub has not verified', async () => {
    github.user = { id: 44, login: 'hubot', name: 'Hubot' };
    github.emails = [{ email: 'hubot@example.com', primary: true, verified: false }];
    const { registration } = await signInBy(app.browser(), { id });
    expect(registration).toMatchObject({ email: 'hubot@example.com', emailVerified: false });
  });

  it('accepts only GitHub’s issuer (RFC 9207)', async () => {
    github.user = { id: 45, login: 'issuer', name: 'Issuer' };
    github.further = { iss: `${github.url}/login/oauth` };
    expect(await signInBy(app.browser(), { id })).toMatchObject({ outcome: 'REGISTRATION' });
    github.further = { iss: 'https://evil.example' };
    await expect(signInBy(app.browser(), { id })).rejects.toMatchObject({ code: 'IDENTITY_REJECTED' });
    github.further = {};
  });

  it('[I9] offers an avatar with a valid URL, and signs in without one otherwise', async () => {
    const user = { id: 46, login: 'face', name: 'Face' };
    github.emails = [{ email: 'face@example.com', primary: true, verified: true }];
    for (const [said, hasImage] of [
      ['https://avatars.githubusercontent.com/u/46?v=4', true],
      [`${github.url}/avatars/u/46`, true],
      ['http://avatars.githubusercontent.com/u/46', false],
      [46, false],
      [null, false],
    ] as const) {
      github.user = { ...user, avatar_url: said };
      expect((await signInBy(app.browser(), { id })).registration).toMatchObject({ username: 'face', hasImage });
    }
  });

  it('redeems a code only for the browser that began', async () => {
    const [one, two] = [app.browser(), app.browser()];
    const stolen = new URLSearchParams(await comeBack(one, { id }));
    const own = new URLSearchParams(await comeBack(two, { id }));
    own.set('code', stolen.get('code') ?? '');
    await expect(callback(two, id, own.toString())).rejects.toMatchObject({ code: 'IDENTITY_REJECTED' });
  });
});
