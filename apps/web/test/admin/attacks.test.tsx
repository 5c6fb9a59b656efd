// @vitest-environment jsdom
import type { ProofOfWork } from '@pixelboxx/shared';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProofSwitch } from '@/features/attacks/proof-switch.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/admin/attacks' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const calm: ProofOfWork = {
  mode: 'AUTO',
  configuredMode: 'AUTO',
  chosenMode: null,
  chosenAt: null,
  isActive: false,
  attempts: 1,
  threshold: 3000,
};
const chosen: ProofOfWork = {
  ...calm,
  mode: 'ON',
  chosenMode: 'ON',
  chosenAt: '2026-11-01T00:00:00.000Z',
  isActive: true,
};

const reading = 'GET /v1/admin/proof-of-work';
const choosing = 'PUT /v1/admin/proof-of-work';

const show = () =>
  renderWithSession(
    <ReauthenticationProvider>
      <ProofSwitch />
    </ReauthenticationProvider>,
    { status: 'signed-in', user: { ...user, role: 'ADMIN' } },
  );

const isChosen = (label: string) => screen.getByLabelText<HTMLInputElement>(label).checked;

it('the page of attacks shows the state, and lets an administrator set the mode for everybody, and reset it', async () => {
  const calls = respondFromApi({
    [reading]: () => success(calm),
    [choosing]: (body) => success((body as { mode: unknown }).mode === null ? calm : chosen),
  });
  show();
  expect(await screen.findByText('Browsers are not checked right now')).toBeTruthy();
  expect(screen.getByText(/^1 attempt in the last minute.* More than 3,000 are an attack\.$/)).toBeTruthy();
  expect(isChosen('Under attack')).toBe(true);
  expect(screen.queryByRole('button', { name: /^Back to the setting/ })).toBeNull();

  await userEvent.click(screen.getByLabelText('Always'));
  expect(await screen.findByText('Browsers are checked right now')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toBe('Browsers are checked: always.');
  expect(isChosen('Always')).toBe(true);
  expect(screen.getByText(/^An administrator chose this .* ago\. The service is set to: under attack\.$/)).toBeTruthy();

  await userEvent.click(screen.getByRole('button', { name: 'Back to the setting: under attack' }));
  await waitFor(() => expect(isChosen('Under attack')).toBe(true));
  expect(screen.queryByText(/^An administrator chose this/)).toBeNull();
  expect(calls.filter(({ call }) => call === choosing).map(({ body }) => body)).toEqual([
    { mode: 'ON' },
    { mode: null },
  ]);
});

it('the page of attacks shows an error, and keeps showing the current mode', async () => {
  respondFromApi({
    [reading]: () => success(calm),
    [choosing]: () => failure(503, 'SERVICE_UNAVAILABLE', {}, 'A part of the service is away.'),
  });
  show();
  await userEvent.click(await screen.findByLabelText('Never'));
  expect((await screen.findByRole('alert')).textContent).toContain('A part of the service is away.');
  expect(isChosen('Under attack')).toBe(true);
});
