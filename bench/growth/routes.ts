import { randomUUID } from 'node:crypto';
import { password } from '../stage.ts';

/** A signed-in user, with cookies and the ids of some of their data. */
export interface Account {
  readonly username: string;
  cookies: string;
  readonly uploadId: string;
  readonly albumId: string;
}

export interface MeasuredRoute {
  readonly name: string;
  readonly by: 'anyone' | 'user' | 'administrator';
  readonly request: (account: Account) => { readonly path: string; readonly init?: RequestInit };
  /** Whether the account adopts the cookies of the response. */
  readonly followsCookies?: boolean;
  /** Requests that cost a hash are sent less often. */
  readonly isCostly?: boolean;
}

const json = { 'content-type': 'application/json' };
const read = (name: string, by: MeasuredRoute['by'], pathOf: (account: Account) => string): MeasuredRoute => ({
  name: `GET ${name}`,
  by,
  request: (account) => ({ path: pathOf(account) }),
});
const write = (method: string, path: (account: Account) => string, body: () => object) => (account: Account) => ({
  path: path(account),
  init: { method, headers: json, body: JSON.stringify(body()) },
});

/** Routes that read or write growing tables; of the reads, all to which an ordinary account gets a response. */
export const measuredRoutes: readonly MeasuredRoute[] = [
  read('/v1/auth/me', 'user', () => '/v1/auth/me'),
  read('/v1/auth/sessions', 'user', () => '/v1/auth/sessions'),
  read('/v1/auth/mfa', 'user', () => '/v1/auth/mfa'),
  read('/v1/auth/passkeys', 'user', () => '/v1/auth/passkeys'),
  read('/v1/users/me/security-events', 'user', () => '/v1/users/me/security-events'),
  read('/v1/users/me/export', 'user', () => '/v1/users/me/export'),
  read('/v1/users/availability', 'anyone', ({ username }) => `/v1/users/availability?username=${username}`),
  read('/v1/users/:username', 'anyone', ({ username }) => `/v1/users/${username}`),
  read('/v1/users/:username/images', 'anyone', ({ username }) => `/v1/users/${username}/images`),
  read('/v1/users/:username/albums', 'anyone', ({ username }) => `/v1/users/${username}/albums`),
  read('/v1/uploads', 'user', () => '/v1/uploads'),
  read('/v1/uploads/quota', 'user', () => '/v1/uploads/quota'),
  read('/v1/uploads/:id', 'user', ({ uploadId }) => `/v1/uploads/${uploadId}`),
  read('/v1/albums', 'user', () => '/v1/albums'),
  read('/v1/albums/:id', 'user', ({ albumId }) => `/v1/albums/${albumId}`),
  read('/v1/albums/:id/images', 'user', ({ albumId }) => `/v1/albums/${albumId}/images`),
  read('/v1/admin/users', 'administrator', () => '/v1/admin/users'),
  read('/v1/admin/users?search', 'administrator', ({ username }) => `/v1/admin/users?search=${username}%40example.com`),
  read('/v1/admin/users?role', 'administrator', () => '/v1/admin/users?role=ADMIN&limit=5'),
  read('/v1/admin/dead-events', 'administrator', () => '/v1/admin/dead-events'),
  read('/v1/moderation/uploads', 'administrator', () => '/v1/moderation/uploads?limit=5'),
  {
    name: 'POST /v1/auth/refresh',
    by: 'user',
    followsCookies: true,
    request: () => ({ path: '/v1/auth/refresh', init: { method: 'POST' } }),
  },
  {
    name: 'PATCH /v1/users/me',
    by: 'user',
    request: write(
      'PATCH',
      () => '/v1/users/me',
      () => ({ displayName: `Ada ${randomUUID().slice(0, 8)}` }),
    ),
  },
  {
    name: 'PATCH /v1/uploads/:id',
    by: 'user',
    request: write(
      'PATCH',
      ({ uploadId }) => `/v1/uploads/${uploadId}`,
      () => ({ caption: randomUUID() }),
    ),
  },
  {
    name: 'POST /v1/auth/login',
    by: 'anyone',
    isCostly: true,
    request: ({ username }) =>
      write(
        'POST',
        () => '/v1/auth/login',
        () => ({ identifier: username, password }),
      )({} as Account),
  },
  {
    name: 'POST /v1/auth/register',
    by: 'anyone',
    isCostly: true,
    request: write(
      'POST',
      () => '/v1/auth/register',
      () => {
        const username = `came_${randomUUID().slice(0, 12).replace('-', '')}`;
        return { username, email: `${username}@example.com`, password };
      },
    ),
  },
];
