// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DisplayNameForm } from '@/features/profile/display-name/display-name-form.tsx';
import { failure, renderWithSession, success, user } from '../support.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({}), usePathname: () => '/' }));
afterEach(() => vi.unstubAllGlobals());

const keys: (string | null)[] = [];
let respond: () => Promise<Response> | Response;

beforeEach(() => {
  keys.length = 0;
  vi.stubGlobal('fetch', (_address: string, init: RequestInit = {}) => {
    keys.push(new Headers(init.headers).get('idempotency-key'));
    return Promise.resolve(respond());
  });
});

async function send(sent: number): Promise<void> {
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(keys).toHaveLength(sent));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(false));
}

const open = () =>
  renderWithSession(<DisplayNameForm submitLabel="Save" onSaved={() => undefined} />, { status: 'signed-in', user });
const type = (text: string) => userEvent.type(screen.getByLabelText('Display name'), text);

describe('a form’s Idempotency-Key', () => {
  it.each<[string, () => Response]>([
    ['the connection breaks', () => Response.error()],
    ['the api has a fault', () => failure(500, 'INTERNAL_ERROR')],
    ['something between times out', () => new Response('', { status: 504 })],
    ['the first attempt still runs', () => failure(409, 'IDEMPOTENCY_IN_PROGRESS')],
  ])('stays the same for the same entries when %s', async (_case, fail) => {
    respond = () => {
      const response = fail();
      if (response.type === 'error') throw new TypeError('failed to fetch');
      return response;
    };
    open();
    await type('Ada');
    await send(1);
    await send(2);
    expect(keys[0]).toMatch(/^[\x21-\x7e]{16,255}$/);
    expect(keys[1]).toBe(keys[0]);
    await type('h');
    await send(3);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('changes after success, and after a refusal', async () => {
    respond = () => failure(400, 'VALIDATION_ERROR', { fields: { displayName: ['No.'] } });
    open();
    await type('Ada');
    await send(1);
    respond = () => success({ ...user, displayName: 'Ada' });
    await send(2);
    await send(3);
    expect(new Set(keys).size).toBe(3);
    expect(keys).not.toContain(null);
  });
});
