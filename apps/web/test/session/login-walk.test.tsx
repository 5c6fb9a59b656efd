// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { countedOf, executedFiles, filesOfWalk, foundationsOfWalk, foundationsOf } from '@pixelboxx/config/testing';
import { afterEach, expect, it, vi } from 'vitest';
import LoginPage from '@/app/(auth)/login/page.tsx';
import { renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/login', redirect: vi.fn() }));
vi.mock('next/headers', () => ({
  cookies: () => Promise.resolve(new Map()),
  headers: () => Promise.resolve(new Headers()),
}));

// Other ways in, rendered on the server, below the form, and what the server says of which there are.
vi.mock('@/lib/identities/read-providers.ts', () => ({
  readSignInMethods: () => Promise.resolve(['password', 'passkey', 'email-code']),
}));
vi.mock('@/features/auth/identities/sign-in-by-provider.tsx', () => ({ SignInByProvider: () => null }));
vi.mock('@/lib/page-texts/page-texts.tsx', () => ({ PageTexts: ({ children }: { children: ReactNode }) => children }));

afterEach(() => vi.unstubAllGlobals());

/** A page that is opened, filled in and sent. */
async function signIn(): Promise<void> {
  const calls = respondFromApi({ 'POST /v1/auth/login': () => success(user) });
  router.replace.mockClear();
  renderWithSession(await LoginPage({ params: Promise.resolve({}), searchParams: Promise.resolve({}) }));
  await userEvent.type(screen.getByLabelText('Username or e-mail'), 'ada');
  await userEvent.type(screen.getByLabelText('Password'), 'pixel-garden-42{Enter}');
  await waitFor(() => expect(router.replace).toHaveBeenCalledOnce());
  expect(calls).toHaveLength(1);
}

it('the walk login form in docs/walks.md names exactly our files that a sign-in runs, except leaf helpers', async () => {
  const executed = await executedFiles({ prepare: cleanup, act: signIn });
  const listed = filesOfWalk('login form');
  expect.soft(listed.filter((path) => !executed.includes(path))).toEqual([]);
  expect.soft(countedOf(executed).filter((path) => !listed.includes(path))).toEqual([]);
  expect.soft(foundationsOfWalk('login form').toSorted()).toEqual(foundationsOf(executed).toSorted());
});
