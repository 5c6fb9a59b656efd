// @vitest-environment jsdom
import type { Webhook, WebhookDelivery } from '@pixelboxx/shared/features/webhooks';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { Webhooks } from '@/features/webhooks/webhooks.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/admin/webhooks' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const webhook: Webhook = {
  id: '0197a2d0-0000-7000-8000-000000000010',
  name: 'Newsletter',
  url: 'https://hooks.example.com/in',
  subjects: ['user.registered'],
  isEnabled: true,
  disabledReason: null,
  failingSince: null,
  formerSecretUntil: null,
  version: 1,
  createdAt: '2026-11-01T00:00:00.000Z',
};
const delivery: WebhookDelivery = {
  id: '0197a2d0-0000-7000-8000-000000000020',
  eventId: '0197a2d0-0000-7000-8000-000000000021',
  subject: 'user.registered',
  data: {},
  occurredAt: '2026-11-01T00:00:00.000Z',
  state: 'FAILED',
  attempts: 10,
  lastAttemptAt: '2026-11-04T00:00:00.000Z',
  nextAttemptAt: null,
  lastStatus: 503,
  lastError: 'It answered 503.',
  lastDurationMs: 12,
};
const secret = 'whsec_c2VjcmV0';
const page = (items: unknown[]) => success({ items, nextCursor: null });
const listing = (...items: Webhook[]) => ({
  'GET /v1/admin/webhooks': () => page(items),
  'GET /v1/admin/webhook-subjects': () => success({ subjects: ['upload.ready', 'user.registered'] }),
});
const path = `/v1/admin/webhooks/${webhook.id}`;

const show = () =>
  renderWithSession(
    <ReauthenticationProvider>
      <Webhooks />
    </ReauthenticationProvider>,
    { status: 'signed-in', user: { ...user, role: 'ADMIN' } },
  );
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
async function confirm(label: string, confirmLabel: string): Promise<void> {
  await press(label);
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: confirmLabel }));
}

describe('the page of webhooks', () => {
  it('shows a text if there are none', async () => {
    respondFromApi(listing());
    show();
    await screen.findByText('Nobody is told of anything yet.');
  });

  it('adds one for chosen events, and shows its secret until it is saved', async () => {
    const calls = respondFromApi({ ...listing(), 'POST /v1/admin/webhooks': () => success({ webhook, secret }) });
    show();
    await press('Add a webhook');
    await userEvent.type(screen.getByLabelText('Name'), 'Newsletter');
    await userEvent.type(screen.getByLabelText('Address'), 'https://hooks.example.com/in');
    await userEvent.click(await screen.findByRole('checkbox', { name: 'user.registered' }));
    await press('Add webhook');
    await screen.findByText(secret);
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Save the secret of Newsletter now'));
    const body = calls.find(({ call }) => call === 'POST /v1/admin/webhooks')?.body;
    expect(body).toEqual({ name: 'Newsletter', url: 'https://hooks.example.com/in', subjects: ['user.registered'] });
    await press('I have saved it');
    expect(screen.queryByText(secret)).toBeNull();
    expect(screen.getByRole('listitem', { name: 'Newsletter' })).toBeTruthy();
  });

  it('shows an invalid address at its field', async () => {
    const text = 'Use an address of the internet that begins with “https://”.';
    respondFromApi({
      ...listing(),
      'POST /v1/admin/webhooks': () => failure(400, 'VALIDATION_ERROR', { fields: { url: [text] } }),
    });
    show();
    await press('Add a webhook');
    await userEvent.type(screen.getByLabelText('Name'), 'Newsletter');
    await userEvent.type(screen.getByLabelText('Address'), 'http://localhost/');
    await press('Add webhook');
    await screen.findByText(text);
  });

  it('shows the failure of one', async () => {
    respondFromApi(
      listing(
        { ...webhook, failingSince: '2026-11-01T00:00:00.000Z' },
        {
          ...webhook,
          id: '0197a2d0-0000-7000-8000-000000000030',
          name: 'Old',
          isEnabled: false,
          disabledReason: 'GONE',
        },
      ),
    );
    show();
    const failing = await screen.findByRole('listitem', { name: 'Newsletter' });
    expect(within(failing).getByText(/^No attempt has succeeded since/)).toBeTruthy();
    const gone = screen.getByRole('listitem', { name: 'Old' });
    expect(within(gone).getByText(/gone for good/)).toBeTruthy();
    expect(within(gone).getByRole('button', { name: 'Switch Old on' })).toBeTruthy();
  });

  it('disables one', async () => {
    respondFromApi({ ...listing(webhook), [`PATCH ${path}`]: () => success({ ...webhook, isEnabled: false }) });
    show();
    await press('Switch Newsletter off');
    await screen.findByText('Switched off');
  });

  it('creates a new secret after a confirmation', async () => {
    respondFromApi({ ...listing(webhook), [`POST ${path}/secret`]: () => success({ webhook, secret }) });
    show();
    await confirm('New secret for Newsletter', 'Make new secret');
    await screen.findByText(secret);
  });

  it('shows deliveries, and sends one again', async () => {
    const replay = `POST ${path}/deliveries/${delivery.id}/replay`;
    const calls = respondFromApi({
      ...listing(webhook),
      [`GET ${path}/deliveries`]: () => page([delivery]),
      [replay]: () => new Response(null, { status: 202 }),
    });
    show();
    await press('What was sent to Newsletter');
    const sent = await screen.findByRole('region', { name: 'What was sent to Newsletter' });
    await within(sent).findByText('It answered 503.');
    expect(within(sent).getByText(/10 attempts/)).toBeTruthy();
    await userEvent.click(within(sent).getByRole('button', { name: /^Send user.registered of .* again$/ }));
    await within(sent).findByText('It is sent again.');
    expect(calls.map(({ call }) => call)).toContain(replay);
  });

  it('deletes one after a confirmation', async () => {
    respondFromApi({ ...listing(webhook), [`DELETE ${path}`]: () => new Response(null, { status: 204 }) });
    show();
    await confirm('Delete Newsletter', 'Delete');
    await screen.findByText('Nobody is told of anything yet.');
  });
});
