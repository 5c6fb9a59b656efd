import { describe, expectTypeOf, it } from 'vitest';
import {
  type accountEndpoints,
  type authEndpoints,
  endpoint,
  healthEndpoints,
  type screeningEndpoints,
  type uploadEndpoints,
  type userEndpoints,
  type CurrentUser,
  type EndpointBody,
  type EndpointData,
  type EndpointInput,
  type EndpointResult,
  type PublicProfile,
  type Upload,
} from '../src/index.ts';

describe('the input of a client’s call', () => {
  it('consists of the body, parameters, query or file that the endpoint declares', () => {
    expectTypeOf<EndpointInput<typeof authEndpoints.login>>().toEqualTypeOf<{
      body: { identifier: string; password: string };
    }>();
    expectTypeOf<EndpointInput<typeof userEndpoints.profile>>().toEqualTypeOf<{ params: { username: string } }>();
    expectTypeOf<EndpointInput<typeof userEndpoints.availability>>().toEqualTypeOf<{ query: { username: string } }>();
    expectTypeOf<EndpointInput<typeof uploadEndpoints.avatar>>().toEqualTypeOf<{ file: Blob; filename?: string }>();
    expectTypeOf<EndpointInput<typeof screeningEndpoints.screen>>().toEqualTypeOf<{ bytes: Blob }>();
  });

  it('is empty if it declares nothing', () => {
    expectTypeOf<EndpointInput<typeof healthEndpoints.live>>().toBeUnknown();
  });
});

describe('the result of a client’s call', () => {
  it('is the data of the endpoint, or nothing', () => {
    expectTypeOf<EndpointData<typeof authEndpoints.login>>().toEqualTypeOf<CurrentUser>();
    expectTypeOf<EndpointData<typeof userEndpoints.profile>>().toEqualTypeOf<PublicProfile>();
    expectTypeOf<EndpointData<typeof uploadEndpoints.avatar>>().toEqualTypeOf<Upload>();
    expectTypeOf<EndpointData<typeof authEndpoints.logout>>().toBeVoid();
    expectTypeOf<EndpointData<typeof accountEndpoints.resendVerification>>().toBeVoid();
    expectTypeOf<CurrentUser['role']>().toEqualTypeOf<'USER' | 'MOD' | 'ADMIN'>();
  });
});

describe('the input and the result of a handler', () => {
  it('follow the same declaration', () => {
    expectTypeOf<EndpointBody<typeof authEndpoints.register>>().toEqualTypeOf<{
      username: string;
      email: string;
      password: string;
      displayName?: string | undefined;
    }>();
    expectTypeOf<EndpointBody<typeof authEndpoints.me>>().toBeUndefined();
    expectTypeOf<EndpointResult<typeof authEndpoints.me>>().toEqualTypeOf<CurrentUser>();
    expectTypeOf<EndpointResult<typeof authEndpoints.logout>>().toBeVoid();
  });
});

describe('a deprecation', () => {
  const shared = { method: 'GET', path: '/v1/x', access: 'public', status: 204, summary: 'X' } as const;

  it('accepts calendar days, and a successor or a reason for having none', () => {
    endpoint({ ...shared, deprecated: { since: '2026-12-01', sunset: '2027-01-31', instead: '/v1/y' } });
    endpoint({ ...shared, deprecated: { since: '2026-12-01', instead: healthEndpoints.live } });
    endpoint({ ...shared, deprecated: { since: '2026-12-01', instead: null, reason: 'Nobody used it.' } });
    // @ts-expect-error -- there are twelve months
    endpoint({ ...shared, deprecated: { since: '2026-13-01', instead: '/v1/y' } });
    // @ts-expect-error -- no month has so many days
    endpoint({ ...shared, deprecated: { since: '2026-12-01', sunset: '2026-12-32', instead: '/v1/y' } });
    // @ts-expect-error -- days have two digits
    endpoint({ ...shared, deprecated: { since: '2026-12-1', instead: '/v1/y' } });
    // @ts-expect-error -- what to call instead is not said
    endpoint({ ...shared, deprecated: { since: '2026-12-01' } });
    // @ts-expect-error -- without a successor, the reason is wanted
    endpoint({ ...shared, deprecated: { since: '2026-12-01', instead: null } });
    // @ts-expect-error -- a former path says since when
    endpoint({ ...shared, aliases: [{ path: '/v1/z' }] });
  });
});
