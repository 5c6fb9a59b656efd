// @vitest-environment jsdom
import type { MailDelivery, Role, Suppression } from '@pixelboxx/shared';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChangeEmail } from '@/features/account/change-email.tsx';
import { AdminTabs } from '@/features/admin/admin-tabs.tsx';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { SuppressedAddresses } from '@/features/suppressed-addresses/suppressed-addresses.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/admin/suppressed-addresses' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const suppression: Suppression = {
  id: '0197a2d0-0000-7000-8000-000000000010',
  address: 'a…@example.com',
  user: { id: '0197a2d0-0000-7000-8000-000000000011', username: 'ada' },
  reason: 'BOUNCE',
  reports: 2,
  createdAt: '2026-11-01T00:00:00.000Z',
  lastReportedAt: '2026-11-02T00:00:00.000Z',
};
const gone: Suppression = {
  ...suppression,
  id: '0197a2d0-0000-7000-8000-000000000020',
  address: null,
  user: null,
  reason: 'COMPLAINT',
};
const listing = (...items: Suppression[]) => ({
  'GET /v1/admin/suppressed-addresses': () => success({ items, nextCursor: null }),
});
const lifting = (id = suppression.id) => `DELETE /v1/admin/suppressed-addresses/${id}`;

const show = (role: Role = 'ADMIN') =>
  renderWithSession(
    <ReauthenticationProvider>
      <main id="content" tabIndex={-1}>
        <AdminTabs />
        <StaffOnly atLeast="ADMIN">
          <SuppressedAddresses />
        </StaffOnly>
      </main>
    </ReauthenticationProvider>,
    { status: 'signed-in', user: { ...user, role } },
  );

async function confirm(name: string): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name }));
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Mail to it again' }));
}

describe('the page of suppressed addresses', () => {
  it('is visible only to administrators, and so is its link', () => {
    const calls = respondFromApi({});
    show('MOD');
    expect(screen.queryByRole('link', { name: 'Addresses' })).toBeNull();
    expect(calls).toEqual([]);
  });

  it('shows a text if there are none', async () => {
    respondFromApi(listing());
    show();
    await screen.findByText(/Mail reaches everybody/);
  });

  it('shows the masked address, its user and the reason, also of a deleted account', async () => {
    respondFromApi(listing(suppression, gone));
    show();
    const row = within(await screen.findByRole('listitem', { name: 'a…@example.com' }));
    expect(row.getByText('Came back')).toBeTruthy();
    expect(row.getByRole('link', { name: 'ada' }).getAttribute('href')).toBe(`/admin/${suppression.user?.id}`);
    const other = within(screen.getByRole('listitem', { name: 'An account that is gone' }));
    expect(other.getByText('Called unwanted')).toBeTruthy();
    expect(other.queryByRole('link')).toBeNull();
  });

  it('lifts a suppression after a confirmation, even if that was done meanwhile', async () => {
    const calls = respondFromApi({
      ...listing(suppression, gone),
      [lifting()]: () => new Response(null, { status: 204 }),
      [lifting(gone.id)]: () => failure(404, 'NOT_FOUND'),
    });
    show();
    await confirm('Mail to a…@example.com again');
    await screen.findByText('This address is mailed to again.');
    expect(screen.getAllByRole('heading', { level: 2 })).toHaveLength(1);
    await confirm('Mail to An account that is gone again');
    await screen.findByText(/Mail reaches everybody/);
    expect(calls.map(({ call }) => call)).toContain(lifting());
  });
});

describe('the e-mail address in the settings', () => {
  const open = (trouble: MailDelivery['trouble']) => {
    const calls = respondFromApi({
      'GET /v1/users/me/mail-delivery': () => success({ trouble }),
      'POST /v1/auth/email/resend': () => new Response(null, { status: 204 }),
    });
    renderWithSession(<ChangeEmail />, { status: 'signed-in', user });
    return calls;
  };

  it('says that emails bounce, and lets the owner verify it again', async () => {
    const calls = open({ reason: 'BOUNCE', since: '2026-11-01T00:00:00.000Z' });
    await screen.findByText(/Mail to this address comes back/);
    await userEvent.click(screen.getByRole('button', { name: 'Send the link again' }));
    await screen.findByText(/Look into your mailbox/);
    expect(calls.map(({ call }) => call)).toContain('POST /v1/auth/email/resend');
  });

  it('shows no hint if emails arrive', async () => {
    const calls = open(null);
    await expect.poll(() => calls.map(({ call }) => call)).toContain('GET /v1/users/me/mail-delivery');
    expect(screen.queryByText(/comes back|unwanted/)).toBeNull();
  });
});
