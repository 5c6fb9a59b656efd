import { authEndpoints, healthEndpoints, uploadEndpoints, userEndpoints } from '@pixelboxx/shared';
import type { CurrentUser, Liveness } from '@pixelboxx/shared';
import { describe, expectTypeOf, it } from 'vitest';
import { createClient } from '../src/checked-client.ts';
import { createApiClient } from '../src/index.ts';

const client = createClient();
const byName = createApiClient();

describe('a call by contract', () => {
  it('resolves to what the endpoint declares', () => {
    expectTypeOf(client(healthEndpoints.live)).resolves.toEqualTypeOf<Liveness>();
  });

  it('must be complete and no more', () => {
    // @ts-expect-error -- the input is required
    void client(authEndpoints.login);
    // @ts-expect-error -- the password is missing
    void client(authEndpoints.login, { body: { identifier: 'ada' } });
    // @ts-expect-error -- no such field
    void client(authEndpoints.login, { body: { identifier: 'ada', password: 'x', remember: true } });
    // @ts-expect-error -- a number is no username
    void client(userEndpoints.profile, { params: { username: 5 } });
    // @ts-expect-error -- an endpoint without a body takes none
    void client(authEndpoints.logout, { body: {} });
    // @ts-expect-error -- the file is missing
    void client(uploadEndpoints.avatar, {});
  });
});

describe('a call by name', () => {
  it('is typed by the same contract', () => {
    expectTypeOf(byName('auth.me')).resolves.toEqualTypeOf<CurrentUser>();
    expectTypeOf(byName('auth.logout')).resolves.toBeVoid();
    // @ts-expect-error -- the input is required
    void byName('auth.login');
    // @ts-expect-error -- the password is missing
    void byName('auth.login', { body: { identifier: 'ada' } });
    // @ts-expect-error -- no such endpoint
    void byName('auth.nothing');
  });
});
