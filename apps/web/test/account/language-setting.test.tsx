// @vitest-environment jsdom
import { LANGUAGES, languageCookie } from '@pixelboxx/shared/languages';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LanguageSwitch } from '@/components/language/language-switch.tsx';
import { LanguageSetting } from '@/features/account/settings/language-setting.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ refresh: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => {
  document.cookie = `${languageCookie}=; Path=/; Max-Age=0`;
  vi.unstubAllGlobals();
});

const signedIn = (language: (typeof LANGUAGES)[number] | null) =>
  ({ status: 'signed-in', user: { ...user, language } }) as const;
const languageField = () => screen.getByRole<HTMLSelectElement>('combobox', { name: 'Language' });

const languageSwitch = (
  <LanguageSwitch cookie={languageCookie}>
    {LANGUAGES.map((language) => (
      <option key={language} value={language}>
        {language}
      </option>
    ))}
  </LanguageSwitch>
);

it('the setting stores a language with the account, and shows the page in it', async () => {
  const calls = respondFromApi({ 'PATCH /v1/users/me': () => success({ ...user, language: 'ja' }) });
  renderWithSession(<LanguageSetting />, signedIn(null));
  expect(languageField().value).toBe('');
  await userEvent.selectOptions(languageField(), '日本語');
  await waitFor(() => expect(router.refresh).toHaveBeenCalledOnce());
  expect(calls.map(({ body }) => body)).toContainEqual({ language: 'ja' });
  expect(languageField().value).toBe('ja');
});

it('the setting can return to the browser’s language, which clears the account’s language and the cookie', async () => {
  document.cookie = `${languageCookie}=de; Path=/`;
  const calls = respondFromApi({ 'PATCH /v1/users/me': () => success({ ...user, language: null }) });
  renderWithSession(<LanguageSetting />, signedIn('de'));
  await userEvent.selectOptions(languageField(), 'As the browser says');
  await waitFor(() => expect(router.refresh).toHaveBeenCalledOnce());
  expect(calls.map(({ body }) => body)).toContainEqual({ language: null });
  expect(document.cookie).not.toContain(languageCookie);
});

it.each([
  ['setting', <LanguageSetting key="setting" />, 'Deutsch'],
  ['switch', languageSwitch, 'de'],
] as const)(
  'the %s shows why a choice could not be stored, and keeps the former one',
  async (_name, component, option) => {
    respondFromApi({ 'PATCH /v1/users/me': () => failure(503, 'OVERLOADED', {}, 'The service is busy.') });
    renderWithSession(component, signedIn('en'));
    await userEvent.selectOptions(languageField(), option);
    expect(await screen.findByText('The service is busy.')).toBeTruthy();
    expect(languageField().value).toBe('en');
    expect(router.refresh).not.toHaveBeenCalled();
    expect(document.cookie).not.toContain(languageCookie);
  },
);

it('the switch stores a visitor’s choice in the browser', async () => {
  renderWithSession(languageSwitch);
  await userEvent.selectOptions(languageField(), 'fr');
  await waitFor(() => expect(router.refresh).toHaveBeenCalledOnce());
  expect(document.cookie).toContain(`${languageCookie}=fr`);
});
