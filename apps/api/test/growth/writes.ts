import {
  accountEndpoints,
  adminEndpoints,
  authEndpoints,
  mfaEndpoints,
  moderationEndpoints,
  passkeyEndpoints,
  uploadEndpoints,
  userEndpoints,
} from '@pixelboxx/shared';
import { albumEndpoints } from '@pixelboxx/shared/features/albums';
import type { RunningApp } from '../support/app.ts';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import type { Mailbox } from '../support/clients/mailbox.ts';
import { goodPassword, newCredentials, register } from '../support/clients/users.ts';
import { photo } from '../support/uploads/images.ts';
import { begun, giveUp, send } from '../support/uploads/resuming.ts';
import { postAvatar, uploadImage } from '../support/uploads/uploading.ts';

type World = RunningApp & { readonly mailbox: Mailbox };
const password = 'amber lantern 5 hums';

/** Someone comes, proves their address, forgets their password, and goes and comes back. */
export async function liveAnAccount(app: World): Promise<void> {
  const { browser, credentials } = await register(app);
  const { email } = credentials;
  const { call } = browser;
  await call(accountEndpoints.verifyEmail, { body: { token: await app.mailbox.token(email, /Confirm your e-mail/) } });
  await call(authEndpoints.refresh);
  await call(userEndpoints.updateMe, { body: { displayName: 'Ada' } });
  await call(accountEndpoints.requestExport);
  await call(accountEndpoints.forgotPassword, { body: { email } });
  const token = await app.mailbox.token(email, /Choose a new password/);
  await call(accountEndpoints.pendingReset, { body: { token } });
  await call(accountEndpoints.resetPassword, { body: { token, password } });
  await signInAgain(browser, email);
  await call(accountEndpoints.changePassword, { body: { currentPassword: password, newPassword: goodPassword } });
  const other = newCredentials().email;
  await call(accountEndpoints.changeEmail, { body: { email: other, password: goodPassword } });
  await call(accountEndpoints.verifyEmail, { body: { token: await app.mailbox.token(other, /Confirm your new/) } });
  await call(accountEndpoints.deleteAccount, { body: { password: goodPassword } });
  const undo = await app.mailbox.token(other, /Your account is deleted/);
  await call(accountEndpoints.restoreAccount, { body: { token: undo } });
  const notice = await app.mailbox.token(email, /address was changed/);
  await call(accountEndpoints.reportCompromise, { body: { token: notice } });
}

async function signInAgain({ call }: Browser, identifier: string): Promise<void> {
  await call(authEndpoints.login, { body: { identifier, password: 'not the password' } }).catch(() => undefined);
  await call(authEndpoints.login, { body: { identifier: 'nobody_at_all', password } }).catch(() => undefined);
  await call(authEndpoints.login, { body: { identifier, password } });
}

/** Whoever has been here for long, and has a lot of everything. */
export async function useAnOldAccount({ call }: Browser): Promise<void> {
  const { items } = await call(authEndpoints.sessions);
  const [other] = items.filter(({ current }) => !current);
  if (other) await call(authEndpoints.revokeSession, { params: { id: other.id } });
  await call(mfaEndpoints.stepUp, { body: { password: goodPassword } });
  await call(passkeyEndpoints.registrationOptions);
  await call(passkeyEndpoints.authenticationOptions);
  await call(userEndpoints.updateMe, { body: { displayName: 'The first' } });
  await call(accountEndpoints.changePassword, { body: { currentPassword: goodPassword, newPassword: password } });
  await call(accountEndpoints.changePassword, { body: { currentPassword: password, newPassword: goodPassword } });
}

export async function useCodes(app: World): Promise<void> {
  const { browser, credentials } = await register(app);
  const { app: phone } = await enableTotp(browser);
  await browser.call(mfaEndpoints.renewBackupCodes);
  const device = app.browser();
  const body = { identifier: credentials.username, password: credentials.password };
  await device.call(authEndpoints.login, { body }).catch(() => undefined);
  await device.call(mfaEndpoints.verify, { body: { code: phone.code() } });
  await browser.call(mfaEndpoints.disableTotp);
  await browser.call(accountEndpoints.resendVerification);
  await browser.call(authEndpoints.logout);
}

/** Images at once and in parts, and albums of them. */
export async function useImages(browser: Browser): Promise<void> {
  const { call } = browser;
  const image = await photo().jpeg().toBuffer();
  await postAvatar(browser, image);
  await call(userEndpoints.removeAvatar);
  const { id } = await uploadImage(browser, image, 'public');
  const params = { id };
  await call(uploadEndpoints.update, { params, body: { caption: 'A view', visibility: 'private' } });
  await call(uploadEndpoints.useAsAvatar, { params });
  const { items } = await call(uploadEndpoints.list, { query: { kind: 'IMAGE' } });
  const uploadIds = [...new Set([id, ...items.map((item) => item.id)])].slice(0, 10);
  const album = await call(albumEndpoints.create, { body: { title: 'Views', visibility: 'PRIVATE' } });
  const inAlbum = { params: { id: album.id }, body: { uploadIds } };
  await call(albumEndpoints.addImages, inAlbum);
  await call(albumEndpoints.moveImages, { ...inAlbum, body: { uploadIds: [id], before: null } });
  await call(albumEndpoints.removeImages, { ...inAlbum, body: { uploadIds: [id] } });
  await call(albumEndpoints.update, { params: inAlbum.params, body: { visibility: 'PUBLIC' } });
  await call(albumEndpoints.remove, { params: inAlbum.params });
  await call(uploadEndpoints.remove, { params });
  const target = await begun(browser, image.length);
  await send(browser, target, 0, image.subarray(0, 1000));
  await send(browser, target, 1000, image.subarray(1000));
  await giveUp(browser, await begun(browser, image.length));
}

/** What those do who look after the platform. */
export async function lookAfter({ call }: Browser, userId: string, flaggedIds: readonly string[]): Promise<void> {
  const params = { id: userId };
  await call(adminEndpoints.suspend, { params, body: { reason: 'Testing' } });
  await call(adminEndpoints.unsuspend, { params });
  await call(adminEndpoints.unlock, { params });
  await call(adminEndpoints.resetSecondFactors, { params });
  await call(adminEndpoints.changeRole, { params, body: { role: 'MOD' } });
  await call(adminEndpoints.changeRole, { params, body: { role: 'USER' } });
  const [approved = '', removed = ''] = flaggedIds;
  await call(moderationEndpoints.approve, { params: { id: approved } });
  await call(moderationEndpoints.remove, { params: { id: removed }, body: { reason: 'Testing' } });
}
