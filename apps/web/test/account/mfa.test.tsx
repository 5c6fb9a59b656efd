// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { LoginForm } from '@/features/auth/login/sign-in.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';
import { respondFromApi, failure, renderWithSession, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/' }));
vi.mock('@simplewebauthn/browser', () => ({
  startAuthentication: () => Promise.resolve({ id: 'credential' }),
}));

beforeEach(() => {
  vi.clearAllMocks();
  vi.stubGlobal('PublicKeyCredential', vi.fn());
});
afterEach(() => vi.unstubAllGlobals());

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const mfaRequired = (methods: string[]) => () => failure(401, 'MFA_REQUIRED', { methods });

async function passwordStep(): Promise<void> {
  renderWithSession(<LoginForm returnTo="/settings" />);
  await userEvent.type(screen.getByLabelText('Username or e-mail'), 'ada');
  await userEvent.type(screen.getByLabelText('Password'), 'secret{Enter}');
  await screen.findByRole('heading', { name: 'One more step' });
}

describe('the second step of signing in', () => {
  it('asks for a code and continues to the requested page', async () => {
    const calls = respondFromApi({
      'POST /v1/auth/login': mfaRequired(['TOTP', 'BACKUP_CODE']),
      'POST /v1/auth/mfa/verify': () => success(user),
    });
    await passwordStep();
    const field = await screen.findByLabelText<HTMLInputElement>('Code');
    expect(field.autocomplete).toBe('one-time-code');
    expect(document.activeElement).toBe(field);
    await userEvent.type(field, '123 456{Enter}');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/settings'));
    expect(calls.at(-1)?.body).toEqual({ code: '123 456' });
  });

  it('hides the other sign-in methods', async () => {
    respondFromApi({ 'POST /v1/auth/login': mfaRequired(['TOTP']) });
    renderWithSession(<LoginForm returnTo="/settings">New here?</LoginForm>);
    expect(screen.getByText('New here?')).toBeTruthy();
    await userEvent.type(screen.getByLabelText('Username or e-mail'), 'ada');
    await userEvent.type(screen.getByLabelText('Password'), 'secret{Enter}');
    await screen.findByRole('heading', { name: 'One more step' });
    expect(screen.queryByText('New here?')).toBeNull();
    await press('Sign in as someone else');
    expect(screen.getByText('New here?')).toBeTruthy();
  });

  it('offers only the factors of the account', async () => {
    respondFromApi({ 'POST /v1/auth/login': mfaRequired(['TOTP', 'SOMETHING_OF_TOMORROW']) });
    await passwordStep();
    await screen.findByLabelText('Code');
    expect(screen.queryByRole('button', { name: 'Use a backup code' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Use a passkey' })).toBeNull();
  });

  it('shows at the field that a code is wrong', async () => {
    respondFromApi({
      'POST /v1/auth/login': mfaRequired(['TOTP', 'BACKUP_CODE']),
      'POST /v1/auth/mfa/verify': () => failure(400, 'INVALID_CODE', {}, 'Not right.'),
    });
    await passwordStep();
    await userEvent.click(await screen.findByRole('button', { name: 'Use a backup code' }));
    await userEvent.type(screen.getByLabelText('Backup code'), 'abcd-efgh{Enter}');
    await screen.findByText('Not right.');
    expect(screen.getByLabelText('Backup code').getAttribute('aria-invalid')).toBe('true');
  });

  it('asks for a mailed code in addition if both are required, and can be submitted from either field', async () => {
    const wanted = () => failure(403, 'MAIL_CONFIRMATION_REQUIRED', {}, 'We have mailed you a code.');
    let answers = [wanted, () => success(user)];
    const calls = respondFromApi({
      'POST /v1/auth/login': mfaRequired(['TOTP', 'BACKUP_CODE']),
      'POST /v1/auth/mfa/verify': () => {
        const [next = wanted, ...rest] = answers;
        answers = rest;
        return next();
      },
    });
    await passwordStep();
    await userEvent.type(await screen.findByLabelText('Code'), '123456{Enter}');
    const mailed = await screen.findByLabelText('Code from our e-mail');
    await waitFor(() => expect(document.activeElement).toBe(mailed));
    expect(screen.getByText('We have mailed you a code.')).toBeTruthy();
    await userEvent.type(mailed, '12345678{Enter}');
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/settings'));
    expect(calls.at(-1)?.body).toEqual({ code: '123456', mailCode: '12345678' });
  });

  it('accepts a passkey instead', async () => {
    const calls = respondFromApi({
      'POST /v1/auth/login': mfaRequired(['TOTP', 'PASSKEY']),
      'POST /v1/auth/passkeys/authentication-options': () => success({ challenge: 'c' }),
      'POST /v1/auth/passkeys/sign-in': () => success(user),
    });
    await passwordStep();
    await userEvent.click(await screen.findByRole('button', { name: 'Use a passkey' }));
    await waitFor(() => expect(router.replace).toHaveBeenCalledWith('/settings'));
    expect(calls.at(-1)?.body).toEqual({ response: { id: 'credential' } });
  });

  it('starts again, with the reason, if it took too long', async () => {
    respondFromApi({
      'POST /v1/auth/login': mfaRequired(['TOTP']),
      'POST /v1/auth/mfa/verify': () => failure(400, 'CHALLENGE_INVALID', {}, 'This took too long.'),
    });
    await passwordStep();
    await userEvent.type(await screen.findByLabelText('Code'), '123456{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('This took too long.');
    expect(screen.getByLabelText('Password')).toBeTruthy();
  });
});

function Sensitive() {
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [done, setDone] = useState(0);
  const act = useApiAction(async () => {
    await guarded(() => client('account.requestExport'));
    setDone((count) => count + 1);
  });
  return (
    <>
      <button onClick={() => void act.run()}>Act</button>
      <p>{`Done ${done} times`}</p>
      <p role="alert">{act.failure}</p>
    </>
  );
}

describe('an action that requires reauthentication', () => {
  const start = async (methods: string[], stepUp: (body: unknown) => Response) => {
    let proven = false;
    const calls = respondFromApi({
      'POST /v1/users/me/export': () =>
        proven ? new Response(null, { status: 202 }) : failure(403, 'STEP_UP_REQUIRED', { methods }),
      'POST /v1/auth/step-up': (body) => {
        const response = stepUp(body);
        proven = response.ok;
        return response;
      },
    });
    renderWithSession(
      <ReauthenticationProvider>
        <Sensitive />
      </ReauthenticationProvider>,
      { status: 'signed-in', user },
    );
    await press('Act');
    await screen.findByRole('dialog');
    return calls;
  };
  const accepted = () => success({ validUntil: '2026-11-01T00:10:00.000Z' });

  it('asks for the password in a dialog and is then repeated', async () => {
    const calls = await start(['PASSWORD'], accepted);
    await userEvent.type(screen.getByLabelText('Your password'), 'secret{Enter}');
    await screen.findByText('Done 1 times');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(calls.map(({ call }) => call)).toEqual([
      'POST /v1/users/me/export',
      'POST /v1/auth/step-up',
      'POST /v1/users/me/export',
    ]);
  });

  it('asks for a code if the password is not sufficient', async () => {
    const calls = await start(['TOTP', 'BACKUP_CODE'], accepted);
    expect(screen.queryByLabelText('Your password')).toBeNull();
    await userEvent.type(screen.getByLabelText('Code'), '123456{Enter}');
    await screen.findByText('Done 1 times');
    expect(calls[1]?.body).toEqual({ code: '123456' });
  });

  it('keeps the dialog open while the proof is wrong', async () => {
    await start(['PASSWORD'], () => failure(403, 'WRONG_PASSWORD', {}, 'This is not your password.'));
    await userEvent.type(screen.getByLabelText('Your password'), 'wrong{Enter}');
    await screen.findByText('This is not your password.');
    expect(screen.getByText('Done 0 times')).toBeTruthy();
  });

  it('has no effect and shows no error if the user closes the dialog', async () => {
    const calls = await start(['PASSWORD'], accepted);
    await press('Close');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByText('Done 0 times')).toBeTruthy();
    expect(screen.getAllByRole('alert').map(({ textContent }) => textContent)).toEqual(['']);
    expect(calls).toHaveLength(1);
  });
});
