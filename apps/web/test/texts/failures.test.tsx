// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import compile from 'icu-minify/compile';
import { afterEach, expect, it, vi } from 'vitest';
import { RemoveImage } from '@/features/account/settings/remove-avatar.tsx';
import { catalogues } from '@/generated/catalogues.ts';
import { speak } from '@/lib/texts/browser-wording.ts';
import { TextsProvider } from '@/lib/texts/texts-provider.tsx';
import { failure, renderWithSession, respondFromApi } from '../support.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ refresh: vi.fn() }) }));

const wordingIn = (language: 'de' | 'ja') => ({
  language,
  messages: Object.fromEntries(
    Object.entries(catalogues[language]).map(([name, messages]) => [
      name,
      Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, compile(message) as string])),
    ]),
  ),
});

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([
  ['de', 'Bild entfernen', 'Zu viele Anfragen. Bitte warte einen Moment.'],
  ['ja', '画像を削除', 'リクエストが多すぎます。少しお待ちください。'],
] as const)('a failure of the API is told in the language of the page: %s', async (language, label, words) => {
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

it('a failure that no catalogue knows is told in the words of the API', async () => {
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
