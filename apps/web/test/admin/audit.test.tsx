// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditExport } from '@/features/audit/audit-export.tsx';
import { dayOf, daysBefore } from '@/features/audit/days.ts';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/admin/audit' }));

const saved: { name: string; text: Promise<string> }[] = [];

beforeEach(() => {
  vi.clearAllMocks();
  saved.length = 0;
  let file: Blob | undefined;
  URL.createObjectURL = (object) => {
    file = object as Blob;
    return 'blob:audit';
  };
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, text: file?.text() ?? Promise.resolve('') });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const endpoint = 'POST /v1/admin/audit/exports';
const show = () =>
  renderWithSession(
    <ReauthenticationProvider>
      <AuditExport />
    </ReauthenticationProvider>,
    { status: 'signed-in', user: { ...user, role: 'ADMIN' } },
  );
const file = () =>
  new Response('the trail', { headers: { 'content-disposition': 'attachment; filename="pixelboxx-audit.csv"' } });
const today = dayOf(new Date());

describe('the page of the audit trail', () => {
  it('requests whole days, including the last one, and saves the file under its name', async () => {
    const calls = respondFromApi({ [endpoint]: file });
    show();
    await userEvent.click(screen.getByLabelText('CSV'));
    await userEvent.click(screen.getByRole('button', { name: 'Download' }));
    await screen.findByText(/^Saved pixelboxx-audit\.csv/);
    expect(calls[0]?.body).toEqual({
      from: `${daysBefore(today, 29)}T00:00:00.000Z`,
      to: `${daysBefore(today, -1)}T00:00:00.000Z`,
      format: 'csv',
    });
    expect(saved.map(({ name }) => name)).toEqual(['pixelboxx-audit.csv']);
    expect(await saved[0]?.text).toBe('the trail');
  });

  it('asks for reauthentication if required, and continues', async () => {
    let isProven = false;
    respondFromApi({
      [endpoint]: () => (isProven ? file() : failure(403, 'STEP_UP_REQUIRED', { methods: ['TOTP'] })),
      'POST /v1/auth/step-up': () => {
        isProven = true;
        return success({ validUntil: user.createdAt });
      },
    });
    show();
    await userEvent.click(screen.getByRole('button', { name: 'Download' }));
    await userEvent.type(await screen.findByLabelText('Code'), '123456{Enter}');
    await screen.findByText(/^Saved/);
  });

  it('shows an error, and saves nothing', async () => {
    respondFromApi({ [endpoint]: () => failure(429, 'RATE_LIMITED', {}, 'Too many requests.') });
    show();
    await userEvent.click(screen.getByRole('button', { name: 'Download' }));
    await screen.findByText('Too many requests.');
    expect(saved).toEqual([]);
  });

  it('requires a range', async () => {
    const calls = respondFromApi({ [endpoint]: file });
    show();
    await userEvent.clear(screen.getByLabelText('First day (UTC)'));
    expect(screen.getByText('Choose a day.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Download' }).hasAttribute('disabled')).toBe(true);
    await userEvent.type(screen.getByLabelText('First day (UTC)'), daysBefore(today, 2));
    fireEvent.change(screen.getByLabelText('Last day (UTC)'), { target: { value: daysBefore(today, 3) } });
    expect(screen.getByText('This is before the first day.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Download' }).hasAttribute('disabled')).toBe(true);
    expect(calls).toEqual([]);
  });
});
