// @vitest-environment jsdom
import type { AdminUser, Role } from '@pixelboxx/shared';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Component, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import UserPage from '@/app/(site)/(member)/admin/[id]/page.tsx';
import { Overview } from '@/features/admin/overview.tsx';
import { UserList } from '@/features/admin/users.tsx';
import { UserDetails } from '@/features/admin/user.tsx';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { failure, respondFromApi, renderWithSession, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
/** Next's own way to the page that says so. */
const notFound = vi.hoisted(() =>
  vi.fn(() => {
    throw new Error('not found');
  }),
);
vi.mock('@/lib/identities/read-providers.ts', () => ({ readProviders: () => Promise.resolve([]) }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/admin', notFound }));

/** Stands for Next's, which shows `not-found.tsx`. */
class Boundary extends Component<{ children: ReactNode }, { failure: string | null }> {
  override state: { failure: string | null } = { failure: null };

  static getDerivedStateFromError(error: Error) {
    return { failure: error.message };
  }

  override render() {
    return this.state.failure ?? this.props.children;
  }
}

beforeEach(() => vi.clearAllMocks());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const account: AdminUser = {
  ...user,
  id: '0197a2d0-0000-7000-8000-000000000002',
  username: 'grace',
  email: 'grace@example.com',
  suspendedAt: null,
  suspendedReason: null,
  deletedAt: null,
  lockedUntil: null,
  liveSessions: 2,
};
const page = (items: unknown[]) => success({ items, nextCursor: null });
const show = (children: ReactNode, role: Role) =>
  renderWithSession(
    <StaffOnly>
      <ReauthenticationProvider>{children}</ReauthenticationProvider>
    </StaffOnly>,
    { status: 'signed-in', user: { ...user, role } },
  );
const record = (found: AdminUser) => ({
  [`GET /v1/admin/users/${found.id}`]: () => success(found),
  [`GET /v1/admin/users/${found.id}/security-events`]: () => page([]),
});

describe('the pages for managing users', () => {
  it('show nothing to members, and send no requests', () => {
    const calls = respondFromApi({});
    show(<UserList />, 'USER');
    expect(screen.getByRole('heading', { name: 'This page is not in the box' })).toBeTruthy();
    expect(calls).toEqual([]);
  });

  it('search when typing pauses', async () => {
    const calls = respondFromApi({ 'GET /v1/admin/users': () => page(calls.length === 1 ? [account] : []) });
    show(<UserList />, 'MOD');
    expect((await screen.findByRole('link', { name: /grace/ })).getAttribute('href')).toBe(`/admin/${account.id}`);
    // At once, as a machine types that is not busy with anything else: no pause in between.
    for (const typed of ['no', 'nobo', 'nobody'])
      fireEvent.change(screen.getByLabelText('Search'), { target: { value: typed } });
    fireEvent.change(screen.getByLabelText('State'), { target: { value: 'SUSPENDED' } });
    await screen.findByText('Nobody fits.');
    expect(calls.map(({ call }) => call)).toEqual([
      'GET /v1/admin/users',
      'GET /v1/admin/users?search=nobody&state=SUSPENDED',
    ]);
  });

  it('suspend with a reason, and show the result', async () => {
    const calls = respondFromApi({
      ...record(account),
      [`POST /v1/admin/users/${account.id}/suspend`]: () =>
        success({ ...account, suspendedAt: '2026-11-01T00:00:00.000Z', suspendedReason: 'spam' }),
    });
    show(<UserDetails id={account.id} />, 'MOD');
    await userEvent.click(await screen.findByRole('button', { name: 'Suspend…' }));
    await userEvent.type(await screen.findByLabelText('Reason'), 'spam{Enter}');
    await screen.findByRole('button', { name: 'Lift the suspension' });
    expect(calls.find(({ call }) => call.endsWith('/suspend'))?.body).toEqual({ reason: 'spam' });
    expect(screen.getByText(/spam/)).toBeTruthy();
  });

  it('report an unknown account, for malformed and unknown ids', async () => {
    const pageOf = (id: string) => UserPage({ params: Promise.resolve({ id }), searchParams: Promise.resolve({}) });
    await expect(pageOf('nonsense')).rejects.toThrow('not found');
    await expect(pageOf(account.id)).resolves.toBeTruthy();
    respondFromApi({ [`GET /v1/admin/users/${account.id}`]: () => failure(404, 'NOT_FOUND') });
    vi.spyOn(console, 'error').mockImplementation(() => {});
    show(
      <Boundary>
        <UserDetails id={account.id} />
      </Boundary>,
      'MOD',
    );
    await screen.findByText('not found');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it.each<[Role, Partial<AdminUser>, string[]]>([
    ['MOD', {}, ['Suspend…']],
    ['MOD', { role: 'MOD' }, []],
    ['ADMIN', { role: 'MOD' }, ['Suspend…', 'Remove second step', 'Change role']],
    ['ADMIN', { id: user.id, role: 'ADMIN' }, []],
    ['ADMIN', { deletedAt: '2026-11-01T00:00:00.000Z' }, []],
    ['MOD', { lockedUntil: '2026-11-01T00:00:00.000Z' }, ['Suspend…', 'Unlock']],
  ])('offer to the role %s for the user %j: %j', async (role, about, actions) => {
    const found = { ...account, ...about };
    respondFromApi(record(found));
    show(<UserDetails id={found.id} />, role);
    await screen.findByText(found.email ?? '–');
    await waitFor(() => expect(screen.queryAllByRole('button').map(({ textContent }) => textContent)).toEqual(actions));
  });
});

describe('the overview of the platform', () => {
  it('shows its numbers', async () => {
    const overview = {
      users: 1204,
      suspendedUsers: 3,
      images: 51_300,
      storedBytes: 8_400_000_000,
      countedAt: account.createdAt,
    };
    respondFromApi({ 'GET /v1/admin/overview': () => success(overview) });
    show(<Overview />, 'MOD');
    await screen.findByText('1,204');
    expect(screen.getByText('51,300')).toBeTruthy();
    expect(screen.getByText('8.4 GB')).toBeTruthy();
  });

  it('reserves its space while loading', () => {
    respondFromApi({ 'GET /v1/admin/overview': () => new Promise<Response>(() => undefined) });
    show(<Overview />, 'MOD');
    expect(screen.getAllByRole('term').map(({ textContent }) => textContent)).toEqual([
      'People',
      'Suspended',
      'Pictures',
      'Stored',
    ]);
  });

  it('is omitted if it cannot be loaded', async () => {
    respondFromApi({ 'GET /v1/admin/overview': () => failure(503, 'OVERLOADED', {}, 'Busy.') });
    show(<Overview />, 'MOD');
    await waitFor(() => expect(screen.queryByText('People')).toBeNull());
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
