import { describe, expect, it } from 'vitest';
import { findBreaks } from '../../openapi/breaks.ts';

type Operation = Record<string, unknown>;
const document = (operation?: Operation) => ({ paths: operation ? { '/notes': { get: operation } } : {} });
const stays = {};
const withoutDate = { deprecated: true };
const until = (sunset: string) => ({ deprecated: true, 'x-sunset': sunset });
const formerly = (...former: { path: string; since: string; sunset?: string }[]) => ({ 'x-former-paths': former });
const breaksOf = (before: Operation, after: Operation | undefined, day = '2027-03-01') =>
  findBreaks(document(before), document(after), day);

describe('an operation that is gone', () => {
  it('breaks nobody from the sunset that the last release announced', () => {
    expect(breaksOf(until('2027-03-01'), undefined)).toEqual([]);
    expect(breaksOf(until('2027-02-28'), undefined)).toEqual([]);
  });

  it('breaks clients before its sunset, or without one', () => {
    expect(breaksOf(until('2027-03-02'), undefined)).toEqual(['GET /notes: removed before its sunset (2027-03-02)']);
    expect(breaksOf(withoutDate, undefined)).toEqual(['GET /notes: removed, and no sunset was told']);
  });

  it('breaks clients if it was not deprecated, whatever its sunset', () => {
    expect(breaksOf(stays, undefined)).toEqual(['GET /notes: removed']);
    expect(breaksOf({ 'x-sunset': '2026-01-01' }, undefined)).toEqual(['GET /notes: removed']);
  });

  it('is compared with today, unless another day is given', () => {
    expect(findBreaks(document(until('2026-01-01')), document())).toEqual([]);
    expect(findBreaks(document(until('9999-01-01')), document())).toHaveLength(1);
  });
});

describe('a sunset', () => {
  it('may be announced, postponed and withdrawn', () => {
    for (const after of [stays, withoutDate, until('2027-06-01')])
      expect(breaksOf(until('2027-03-01'), after)).toEqual([]);
    for (const before of [stays, withoutDate]) expect(breaksOf(before, until('2027-03-01'))).toEqual([]);
  });

  it('may not be brought forward', () =>
    expect(breaksOf(until('2027-03-02'), until('2027-03-01'))).toEqual(['GET /notes: its sunset is earlier']));
});

describe('a former path', () => {
  const former = { path: '/old-notes', since: '2026-11-28' };
  const gone = { ...former, sunset: '2027-03-01' };

  it('must stay until its announced sunset', () => {
    expect(breaksOf(formerly(former), stays)).toEqual([
      'GET /notes: former path /old-notes: removed, and no sunset was told',
    ]);
    expect(breaksOf(formerly(gone), stays, '2027-02-28')).toEqual([
      'GET /notes: former path /old-notes: removed before its sunset (2027-03-01)',
    ]);
    expect(breaksOf(formerly(gone), stays)).toEqual([]);
    expect(breaksOf(formerly(former), formerly(gone))).toEqual([]);
    expect(breaksOf(formerly(gone), formerly({ ...gone, sunset: '2027-02-01' }))).toEqual([
      'GET /notes: former path /old-notes: its sunset is earlier',
    ]);
  });

  it('has its own sunset when the operation is removed', () =>
    expect(breaksOf({ ...until('2027-01-01'), ...formerly(former) }, undefined)).toEqual([
      'GET /notes: former path /old-notes: removed, and no sunset was told',
    ]));
});
