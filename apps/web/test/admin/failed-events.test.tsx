// @vitest-environment jsdom
import type { DeadEvent, Role } from '@pixelboxx/shared';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AdminTabs } from '@/features/admin/admin-tabs.tsx';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { FailedEvents } from '@/features/failed-events/failed-events.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/admin/failed-events' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const event: DeadEvent = {
  id: '0197a2d0-0000-7000-8000-000000000010',
  eventId: '0197a2d0-0000-7000-8000-000000000011',
  subject: 'image.unpublished',
  subscriber: 'cdn-purge',
  data: { contentHash: 'ab'.repeat(32), variants: ['320', '640'] },
  occurredAt: '2026-11-01T00:00:00.000Z',
  failedAt: '2026-11-01T00:05:00.000Z',
  attempts: 10,
  lastError: 'Error: The CDN answered 503',
  isRetrying: false,
};
const other: DeadEvent = { ...event, id: '0197a2d0-0000-7000-8000-000000000020', subscriber: 'search' };
const page = (items: unknown[]) => success({ items, nextCursor: null });
const listing = (...items: DeadEvent[]) => ({ 'GET /v1/admin/dead-events': () => page(items) });
const retrying = (id = event.id) => `POST /v1/admin/dead-events/${id}/retry`;
const discarding = (id = event.id) => `DELETE /v1/admin/dead-events/${id}`;

const show = (role: Role = 'ADMIN') =>
  renderWithSession(
    <ReauthenticationProvider>
      <main id="content" tabIndex={-1}>
        <AdminTabs />
        <StaffOnly atLeast="ADMIN">
          <FailedEvents />
        </StaffOnly>
      </main>
    </ReauthenticationProvider>,
    { status: 'signed-in', user: { ...user, role } },
  );

/** Presses a button and says yes. */
async function confirm(label: string, confirmLabel: string): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: label }));
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: confirmLabel }));
}

describe('an event that is being retried', () => {
  it('can be neither retried nor discarded meanwhile', async () => {
    respondFromApi(listing({ ...event, isRetrying: true }, other));
    show();
    const isDisabled = async (name: string) =>
      (await screen.findByRole<HTMLButtonElement>('button', { name })).disabled;
    expect(await isDisabled('Retry image.unpublished for cdn-purge')).toBe(true);
    expect(await isDisabled('Discard image.unpublished for cdn-purge')).toBe(true);
    expect(await isDisabled('Retry image.unpublished for search')).toBe(false);
  });
});

describe('the page of failed events', () => {
  it('is visible only to administrators, and so is its link', () => {
    const calls = respondFromApi({});
    show('MOD');
    expect(screen.getByRole('heading', { name: 'This page is not in the box' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Failed events' })).toBeNull();
    expect(calls).toEqual([]);
  });

  it('shows a text if nothing has failed', async () => {
    respondFromApi(listing());
    show();
    await screen.findByText('Nothing has failed');
    expect(screen.getByRole('link', { name: 'Failed events' }).getAttribute('aria-current')).toBe('page');
  });

  it('shows the event, the subscriber, the error and the time', async () => {
    respondFromApi(listing(event));
    show();
    const row = await screen.findByRole('listitem', { name: 'image.unpublished for cdn-purge' });
    for (const text of ['cdn-purge', 'Error: The CDN answered 503', '10', 'ab'.repeat(32), '["320","640"]']) {
      expect(within(row).getByText(text)).toBeTruthy();
    }
    expect(within(row).getAllByText(/days ago/)).toHaveLength(2);
  });

  it('retries one after a confirmation, and moves the focus to the next', async () => {
    const calls = respondFromApi({
      ...listing(event, other),
      [retrying()]: () => success({ outcome: 'HANDLED', deadEvent: null }),
    });
    show();
    await confirm('Retry image.unpublished for cdn-purge', 'Retry');
    await screen.findByText('It is done now.');
    expect(screen.getAllByRole('heading', { level: 2 })).toHaveLength(1);
    expect(calls.map(({ call }) => call)).toContain(retrying());
  });

  it('shows the newer error if a retry failed', async () => {
    const again = { ...event, attempts: 11, lastError: 'Error: The CDN answered 502' };
    respondFromApi({ ...listing(event), [retrying()]: () => success({ outcome: 'FAILED', deadEvent: again }) });
    show();
    await confirm('Retry image.unpublished for cdn-purge', 'Retry');
    await screen.findByText('It failed again.');
    expect(screen.getByText('Error: The CDN answered 502')).toBeTruthy();
  });

  it('explains if no process can retry it', async () => {
    const text = 'No running part of the service handles this.';
    respondFromApi({ ...listing(event), [retrying()]: () => failure(409, 'SUBSCRIBER_UNKNOWN', {}, text) });
    show();
    await confirm('Retry image.unpublished for cdn-purge', 'Retry');
    await screen.findByText(text);
    expect(screen.getByRole('button', { name: 'Discard image.unpublished for cdn-purge' })).toBeTruthy();
  });

  it('discards one, even if somebody else has already done so', async () => {
    respondFromApi({
      ...listing(event, other),
      [discarding()]: () => new Response(null, { status: 204 }),
      [discarding(other.id)]: () => failure(404, 'NOT_FOUND'),
    });
    show();
    await confirm('Discard image.unpublished for cdn-purge', 'Discard');
    await screen.findByText('Discarded.');
    await confirm('Discard image.unpublished for search', 'Discard');
    await screen.findByText('It was settled elsewhere already.');
    await screen.findByText('Nothing has failed');
    await waitFor(() => expect(document.activeElement?.id).toBe('content'));
  });

  it('can be filtered by subscriber, and show all again', async () => {
    const calls = respondFromApi(listing(event, other));
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Only this part: what search could not do' }));
    await screen.findByText('Only what search could not do.');
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Show all' })).toBeNull());
    await waitFor(() => expect(calls).toHaveLength(3));
    expect(calls[1]?.call).toBe('GET /v1/admin/dead-events?subscriber=search');
  });
});
