import { render } from '@testing-library/react';
import type { CurrentUser } from '@pixelboxx/shared';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { SessionProvider } from '@/lib/session/session-provider.tsx';
import type { SessionState } from '@/lib/session/session-state.ts';

export const user: CurrentUser = {
  id: '0197a2d0-0000-7000-8000-000000000001',
  username: 'ada',
  email: 'ada@example.com',
  displayName: null,
  avatarUrl: null,
  isVerified: false,
  role: 'USER',
  language: null,
  createdAt: '2026-11-01T00:00:00.000Z',
};

export const success = (data: unknown, status = 200) => Response.json({ success: true, data }, { status });

export const failure = (status: number, code: string, details: object = {}, message: string = code) =>
  Response.json({ success: false, error: { code, message, details, requestId: 'r' } }, { status });

type Responder = (body: unknown) => Response | Promise<Response>;

/** Stands for the network: answers by “METHOD /path” and keeps what was asked. */
export function respondFromApi(responses: Record<string, Responder>) {
  const calls: { call: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}) => {
    init.signal?.throwIfAborted();
    const [path = ''] = address.split('?');
    const call = `${init.method ?? 'GET'} ${path}`;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : init.body;
    calls.push({ call: `${init.method ?? 'GET'} ${address}`, body });
    const respond = responses[call];
    if (!respond) throw new TypeError(`nothing answers ${call}`);
    return respond(body);
  });
  return calls;
}

export function renderWithSession(children: ReactNode, initial: SessionState = { status: 'signed-out' }) {
  return render(<SessionProvider initial={initial}>{children}</SessionProvider>);
}
