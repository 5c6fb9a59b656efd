import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { Id } from '../../src/fields/fields.ts';
import type * as Live from '../../src/live.ts';

// One of its own: in the one that other files of this process share, events were read before.
const own = '../../src/live.ts?own';
const { declareLiveEvents, LiveEvent } = (await import(own)) as typeof Live;

// As the contract of a feature does.
const sampleLiveEvents = declareLiveEvents({ 'sample.changed': z.object({ sampleId: Id }) });

declare module '../../src/live.ts' {
  interface FeatureLiveEvents {
    readonly 'sample.changed': (typeof sampleLiveEvents)['sample.changed'];
  }
}

const sampleId = '0197a5d0-0000-7000-8000-000000000002';

describe('a live event that a feature declares', () => {
  it.each(['sample.changed', 'session.ended'])('cannot take the type of another contract: %s', (type) => {
    expect(() => declareLiveEvents({ [type]: z.object({ other: Id }) })).toThrow(
      `Two contracts declare the live event ${type}`,
    );
  });

  it('is decoded like those of the foundation: only the fields of its schema', () => {
    const event = { type: 'sample.changed', data: sampleLiveEvents['sample.changed'].parse({ sampleId }) };
    expect(LiveEvent.parse({ ...event, data: { sampleId, title: 'Groceries' } })).toEqual(event);
    expect(LiveEvent.parse({ type: 'user.changed', data: {} })).toEqual({ type: 'user.changed', data: {} });
    expect(LiveEvent.safeParse({ type: 'sample.forgotten', data: {} }).success).toBe(false);
  });

  it('is a typed event with its own data', () => {
    expectTypeOf<Extract<Live.LiveEvent, { type: 'sample.changed' }>['data']>().toEqualTypeOf<{ sampleId: string }>();
    expectTypeOf<'sample.forgotten'>().not.toExtend<Live.LiveEvent['type']>();
  });

  it('cannot be declared after the list of types was read, since some readers would miss it', () => {
    expect(LiveEvent.safeParse({}).success).toBe(false);
    expect(() => declareLiveEvents({ 'sample.late': z.object({ sampleId: Id }) })).toThrow('declared after');
  });
});
