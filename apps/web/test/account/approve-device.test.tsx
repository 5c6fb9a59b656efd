// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApproveDevice } from '@/features/security/device/approve-device.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

vi.mock('next/navigation', () => ({
  useRouter: () => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn() }),
  usePathname: () => '/device',
}));
afterEach(() => vi.unstubAllGlobals());

const device = {
  clientName: 'Backup on tower',
  scopes: [{ name: 'uploads:write', description: 'Upload pictures.' }],
  expiresAt: '2026-11-01T00:10:00.000Z',
};

async function enter(code: string): Promise<void> {
  renderWithSession(
    <ReauthenticationProvider>
      <ApproveDevice />
    </ReauthenticationProvider>,
    { status: 'signed-in', user },
  );
  await userEvent.type(screen.getByLabelText('Code'), `${code}{Enter}`);
}

describe('the page on which a program is approved', () => {
  it.each([
    { press: 'Allow', path: '/v1/auth/device/approve', says: /^Done\./ },
    { press: 'Refuse', path: '/v1/auth/device/deny', says: /^Refused\./ },
  ])('shows the program and its scopes, and calls the api when $press is pressed', async ({ press, path, says }) => {
    const calls = respondFromApi({
      'POST /v1/auth/device/pending': () => success(device),
      [`POST ${path}`]: () => new Response(null, { status: 204 }),
    });
    await enter('bcdf-ghjk');
    expect(await screen.findByRole('heading', { name: 'Let “Backup on tower” act for you?' })).toBeTruthy();
    expect(screen.getByText('Upload pictures.')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: press }));
    const said = await screen.findByText(says);
    expect(said.getAttribute('role')).toBe('status');
    expect(document.activeElement).toBe(said);
    expect(calls.map(({ call, body }) => [call, body])).toEqual([
      ['POST /v1/auth/device/pending', { userCode: 'BCDFGHJK' }],
      [`POST ${path}`, { userCode: 'BCDFGHJK' }],
    ]);
  });

  it('accepts another code instead, and focuses its field', async () => {
    respondFromApi({ 'POST /v1/auth/device/pending': () => success(device) });
    await enter('BCDFGHJK');
    await userEvent.click(await screen.findByRole('button', { name: 'Another code' }));
    expect(document.activeElement).toBe(screen.getByLabelText('Code'));
  });

  it('shows at the field that a code is unknown', async () => {
    respondFromApi({
      'POST /v1/auth/device/pending': () => failure(400, 'DEVICE_CODE_INVALID', {}, 'No longer valid.'),
    });
    await enter('BCDFGHJK');
    expect(await screen.findByText('No longer valid.')).toBeTruthy();
    expect(screen.getByLabelText('Code').getAttribute('aria-invalid')).toBe('true');
  });

  it('sends no malformed code to the api', async () => {
    const calls = respondFromApi({});
    await enter('AEIOU123');
    expect(await screen.findByText('Enter the eight letters of the code.')).toBeTruthy();
    expect(calls).toEqual([]);
  });
});
