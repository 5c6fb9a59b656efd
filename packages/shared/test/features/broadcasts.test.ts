import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import {
  type BroadcastData,
  broadcastSchemaOf,
  type BroadcastTopic,
  declareBroadcasts,
  declaredBroadcasts,
} from '../../src/broadcasts.ts';
import { Id } from '../../src/fields/fields.ts';

// As the contract of a feature does.
const sampleBroadcasts = declareBroadcasts({ 'sample.moved': z.object({ sampleId: Id }) });

declare module '../../src/broadcasts.ts' {
  interface FeatureBroadcasts {
    readonly 'sample.moved': (typeof sampleBroadcasts)['sample.moved'];
  }
}

const sampleId = '0197a5d0-0000-7000-8000-000000000002';

describe('a broadcast that a feature declares', () => {
  it('has its schema for senders and receivers', () => {
    expect(broadcastSchemaOf('sample.moved').parse({ sampleId, title: 'Groceries' })).toEqual({ sampleId });
    expect(declaredBroadcasts().get('sample.moved')).toBe(sampleBroadcasts['sample.moved']);
  });

  it('is a typed topic with its own data', () => {
    expectTypeOf<'sample.moved'>().toExtend<BroadcastTopic>();
    expectTypeOf<BroadcastData<'sample.moved'>>().toEqualTypeOf<{ sampleId: string }>();
    expectTypeOf<'sample.forgotten'>().not.toExtend<BroadcastTopic>();
  });

  it.each(['sample.moved', 'user.changed'])('cannot take the topic of another contract: %s', (topic) => {
    expect(() => declareBroadcasts({ [topic]: z.object({ other: Id }) })).toThrow(
      `Two contracts declare the broadcast ${topic}`,
    );
  });

  it('is reported as unknown if its contract was not imported', () => {
    expect(() => broadcastSchemaOf('sample.forgotten' as BroadcastTopic)).toThrow('No contract declares');
  });
});
