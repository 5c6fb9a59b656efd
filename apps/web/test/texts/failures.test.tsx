// @vitest-environment jsdom
import { ApiError } from '@pixelboxx/api-client';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { RemoveImage } from '@/features/account/settings/remove-avatar.tsx';
import { speak } from '@/lib/texts/browser-wording.ts';
import { fetchEventSentences } from '@/lib/texts/event-sentences.ts';
import { inPageLanguage } from '@/lib/texts/failures.ts';
import { inFieldLanguage } from '@/lib/texts/field-words.ts';
import { TextsProvider } from '@/lib/texts/texts-provider.tsx';
import { failure, renderWithSession, respondFromApi } from '../support.tsx';
import { wordingIn } from '../support/wording.ts';

vi.mock('next/navigation', () => ({ useRouter: () => ({ refresh: vi.fn() }) }));

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([
  ['de', 'Bild entfernen', 'Zu viele Anfragen. Bitte warte einen Moment.'],
  ['ja', '画像を削除', 'リクエストが多すぎます。少しお待ちください。'],
] as const)('a failure of the API is shown in the language of the page: %s', async (language, label, words) => {
  const wording = wordingIn(language);
  speak(wording);
  respondFromApi({ 'DELETE /v1/users/me/avatar': () => failure(429, 'RATE_LIMITED', {}, 'Too many requests.') });
  renderWithSession(
    <TextsProvider {...wording}>
      <RemoveImage onRemoved={() => undefined} />
    </TextsProvider>,
  );
  await userEvent.click(screen.getByRole('button', { name: label }));
  expect(await screen.findByText(words)).toBeTruthy();
});

it('a failure without a message in the catalogues is shown with the API’s text', async () => {
  const wording = wordingIn('de');
  speak(wording);
  respondFromApi({ 'DELETE /v1/users/me/avatar': () => failure(409, 'SOMETHING_NEW', {}, 'Something new.') });
  renderWithSession(
    <TextsProvider {...wording}>
      <RemoveImage onRemoved={() => undefined} />
    </TextsProvider>,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Bild entfernen' }));
  expect(await screen.findByText('Something new.')).toBeTruthy();
});

it('a field error of a contract is shown in the language of the page, with its number', async () => {
  speak(wordingIn('de'));
  await expect(inFieldLanguage('Use at most 64 characters.')).resolves.toBe('Verwende höchstens 64 Zeichen.');
  await expect(inFieldLanguage('Enter your password.')).resolves.toBe('Gib dein Passwort ein.');
  await expect(inFieldLanguage('Something new.')).resolves.toBe('Something new.');
});

it('field errors of the API are shown in the language of the page', async () => {
  speak(wordingIn('ja'));
  const fields = { password: ['Enter your password.', 'Something new.'] };
  const error = new ApiError({ status: 400, code: 'VALIDATION_FAILED', message: 'No.', details: { fields } });
  await expect(inPageLanguage(error)).resolves.toMatchObject({
    details: { fields: { password: ['パスワードを入力してください。', 'Something new.'] } },
  });
});

it.each([
  ['en', 'You deleted this account.'],
  ['de', 'Du hast dieses Konto gelöscht.'],
] as const)('a page without the texts of security events loads them: %s', async (language, words) => {
  speak(wordingIn(language));
  await expect(fetchEventSentences()).resolves.toMatchObject({ ACCOUNT_DELETED: words });
});
