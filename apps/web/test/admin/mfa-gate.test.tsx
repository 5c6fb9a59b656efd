// @vitest-environment jsdom
import type { MfaStatus, Role } from '@pixelboxx/shared';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccountMenu } from '@/components/layout/account-menu.tsx';
import { AdminTabs } from '@/features/admin/admin-tabs.tsx';
import { MfaGate } from '@/features/admin/mfa-gate.tsx';
import { MfaSettings } from '@/features/security/mfa/mfa.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { failure, renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/admin/pictures' }));

beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

const nothing: MfaStatus = {
  totp: { enabled: false, enabledAt: null },
  backupCodesLeft: 0,
  passkeys: 0,
  requiredByRole: true,
  provenInSession: false,
};
const codes: MfaStatus = { ...nothing, totp: { enabled: true, enabledAt: user.createdAt }, backupCodesLeft: 9 };

const signedInAs = (role: Role) => ({ status: 'signed-in', user: { ...user, role } }) as const;
const show = () =>
  renderWithSession(
    <MfaGate>
      <p>The pages</p>
    </MfaGate>,
    signedInAs('MOD'),
  );

describe('the pages of staff whose role waits for a second factor', () => {
  it('lead to setting one up, and back afterwards', async () => {
    respondFromApi({ 'GET /v1/auth/mfa': () => success(nothing) });
    show();
    const link = await screen.findByRole('link', { name: 'Set up a second step' });
    expect(link.getAttribute('href')).toBe('/settings/security?next=%2Fadmin%2Fpictures');
    expect(screen.queryByText('The pages')).toBeNull();
  });

  it('ask for the code of an authenticator app, and then open', async () => {
    let proven = false;
    const calls = respondFromApi({
      'GET /v1/auth/mfa': () => success({ ...codes, provenInSession: proven }),
      'POST /v1/auth/step-up': () => {
        proven = true;
        return success({ validUntil: user.createdAt });
      },
    });
    show();
    await userEvent.type(await screen.findByLabelText('Code'), '123456{Enter}');
    await screen.findByText('The pages');
    expect(calls.find(({ call }) => call === 'POST /v1/auth/step-up')?.body).toEqual({ code: '123456' });
    expect(screen.queryByText('One more step')).toBeNull();
  });

  it('stay closed, and explain why, if the proof did not count', async () => {
    respondFromApi({
      'GET /v1/auth/mfa': () => success(codes),
      'POST /v1/auth/step-up': () => success({ validUntil: user.createdAt }),
    });
    show();
    await userEvent.type(await screen.findByLabelText('Code'), '123456{Enter}');
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/did not check that it is you/));
    expect(screen.queryByText('The pages')).toBeNull();
  });

  it.each<[string, () => Response]>([
    ['the session has proven one', () => success({ ...codes, provenInSession: true })],
    ['none is required', () => success({ ...nothing, requiredByRole: false })],
    ['it cannot be told, which the API then decides', () => failure(503, 'OVERLOADED', {}, 'Busy.')],
  ])('are open if %s', async (_, respond) => {
    respondFromApi({ 'GET /v1/auth/mfa': respond });
    show();
    await screen.findByText('The pages');
  });
});

describe('the security settings of staff', () => {
  const showSettings = () =>
    renderWithSession(
      <ReauthenticationProvider>
        <MfaSettings returnTo="/admin/pictures" />
      </ReauthenticationProvider>,
      signedInAs('MOD'),
    );
  const settings = (status: MfaStatus) => {
    respondFromApi({
      'GET /v1/auth/mfa': () => success(status),
      'GET /v1/auth/passkeys': () => success({ items: [] }),
    });
    showSettings();
  };

  it('say that the role waits for a second factor', async () => {
    settings(nothing);
    await screen.findByText(/which needs a second step/);
    expect(screen.queryByRole('link', { name: 'Back to where you were' })).toBeNull();
  });

  it('lead back once a factor is set up', async () => {
    settings({ ...codes, provenInSession: true });
    const back = await screen.findByRole('link', { name: 'Back to where you were' });
    expect(back.getAttribute('href')).toBe('/admin/pictures');
  });

  it('show the link back only after the backup codes are saved, and then focus it', async () => {
    let status = nothing;
    respondFromApi({
      'GET /v1/auth/mfa': () => success(status),
      'GET /v1/auth/passkeys': () => success({ items: [] }),
      'POST /v1/auth/mfa/totp/setup': () => success({ secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x' }),
      'POST /v1/auth/mfa/totp/confirm': () => {
        status = { ...codes, provenInSession: true };
        return success({ codes: ['AAAA-BBBB-CCCC'] });
      },
    });
    showSettings();
    await userEvent.click(await screen.findByRole('button', { name: 'Set up codes' }));
    await userEvent.type(await screen.findByLabelText('Code'), '123456{Enter}');
    await screen.findByText('AAAA-BBBB-CCCC');
    expect(screen.queryByRole('link', { name: 'Back to where you were' })).toBeNull();

    await userEvent.click(screen.getByRole('button', { name: 'I have saved them' }));
    const back = await screen.findByRole('link', { name: 'Back to where you were' });
    await waitFor(() => expect(document.activeElement).toBe(back));
    expect(screen.queryByText('AAAA-BBBB-CCCC')).toBeNull();
  });
});

describe('the staff pages', () => {
  it.each<[Role, string[]]>([
    ['USER', []],
    ['MOD', ['/admin', '/admin/pictures']],
    [
      'ADMIN',
      [
        '/admin',
        '/admin/pictures',
        '/admin/failed-events',
        '/admin/suppressed-addresses',
        '/admin/webhooks',
        '/admin/attacks',
        '/admin/audit',
      ],
    ],
  ])('are the same for a %s in the menu and among the tabs', async (role, expected) => {
    const { container } = renderWithSession(
      <>
        <AccountMenu user={{ ...user, role }} featureEntries={[]} />
        <AdminTabs />
      </>,
      signedInAs(role),
    );
    const hrefs = (selector: string) =>
      [...container.querySelectorAll(`${selector} a`)].map((link) => link.getAttribute('href') ?? '');
    // Fetched by those alone who have them.
    await waitFor(() => expect(hrefs('[popover]').filter((href) => href.startsWith('/admin'))).toEqual(expected));
    expect(hrefs('nav[aria-label="Looking after the platform"]')).toEqual(expected);
  });
});
