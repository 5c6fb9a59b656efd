import { describe, expect, it } from 'vitest';
import { checkDeprecations, type Deprecation, type ServedOperation, servedPathsOf, successorOf } from '../src/index.ts';

const lasting: ServedOperation = { method: 'GET', path: '/v1/notes' };
const operation = (deprecated: Deprecation, path: `/${string}` = '/v1/old-notes'): ServedOperation => ({
  method: 'GET',
  path,
  deprecated,
});
const check = (...operations: ServedOperation[]) => checkDeprecations([lasting, ...operations]);

describe('a deprecation', () => {
  it('has a successor with the same or another method, or a reason for having none', () => {
    const instead: Deprecation['instead'][] = ['/v1/notes', lasting];
    for (const successor of instead) check(operation({ since: '2026-12-01', instead: successor, reason: 'Slow.' }));
    check(operation({ since: '2026-12-01', sunset: '2026-12-01', instead: null, reason: 'Nobody used it.' }));
    expect(successorOf('GET', { since: '2026-12-01', instead: '/v1/notes' })).toEqual(lasting);
    expect(successorOf('POST', { since: '2026-12-01', instead: lasting })).toBe(lasting);
    expect(successorOf('GET', { since: '2026-12-01', instead: null, reason: 'x' })).toBeNull();
  });

  it('is refused with a day that does not exist', () => {
    expect(() => check(operation({ since: '2027-02-29', instead: '/v1/notes' }))).toThrow(
      'GET /v1/old-notes: 2027-02-29 is no day',
    );
    expect(() => check(operation({ since: '2026-12-01', sunset: '2027-06-31', instead: '/v1/notes' }))).toThrow(
      '2027-06-31 is no day',
    );
    check(operation({ since: '2028-02-29', instead: '/v1/notes' }));
  });

  it('is refused with a sunset before it', () =>
    expect(() => check(operation({ since: '2026-12-01', sunset: '2026-11-30', instead: '/v1/notes' }))).toThrow(
      'its sunset (2026-11-30) is before its deprecation (2026-12-01)',
    ));

  it('is refused with a successor that is not served, deprecated too, or itself', () => {
    const refused = 'is not served, or is deprecated itself';
    const since = '2026-12-01';
    expect(() => check(operation({ since, instead: '/v1/nothing' }))).toThrow(refused);
    expect(() => check(operation({ since, instead: { method: 'POST', path: '/v1/notes' } }))).toThrow(refused);
    expect(() => check(operation({ since, instead: '/v1/old-notes' }))).toThrow(refused);
    const older = operation({ since, instead: '/v1/old-notes' }, '/v1/older-notes');
    expect(() => check(operation({ since, instead: '/v1/notes' }), older)).toThrow(`GET /v1/older-notes: its`);
  });
});

describe('a former path', () => {
  const former = { path: '/v1/former-notes', since: '2026-12-01', sunset: '2027-01-01' } as const;

  it('has its endpoint’s path as successor, and a permanent alias has none', () => {
    expect(servedPathsOf({ ...lasting, aliases: [former, '/v1/same-notes'] })).toEqual([
      { path: '/v1/notes', deprecated: undefined },
      { path: '/v1/former-notes', deprecated: { since: former.since, sunset: former.sunset, instead: '/v1/notes' } },
      { path: '/v1/same-notes', deprecated: undefined },
    ]);
  });

  it('has the successor of its endpoint, if that is deprecated, with its own dates', () => {
    const deprecated = { since: '2026-12-24', sunset: '2027-06-01', instead: '/v1/notes', reason: 'Slow.' } as const;
    const paths = servedPathsOf({ ...operation(deprecated), aliases: [former, '/v1/same-notes'] });
    expect(paths.map(({ deprecated: said }) => said)).toEqual([
      deprecated,
      { ...deprecated, since: former.since, sunset: former.sunset },
      deprecated,
    ]);
  });

  it('is checked like every deprecation', () =>
    expect(() => check({ ...lasting, aliases: [{ path: '/v1/former-notes', since: '2026-09-31' }] })).toThrow(
      'GET /v1/former-notes: 2026-09-31 is no day',
    ));
});
