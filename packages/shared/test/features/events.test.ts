import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { declaredEvents, declareEvents, type EventData, type EventSubject, parseEvent } from '../../src/events.ts';
import { Id } from '../../src/fields/fields.ts';

// As the contract of a feature does.
const sampleEvents = declareEvents({ 'sample.created': z.object({ userId: Id, sampleId: Id }) });

declare module '../../src/events.ts' {
  interface FeatureEvents {
    readonly 'sample.created': (typeof sampleEvents)['sample.created'];
  }
}

const userId = '0197a5d0-0000-7000-8000-000000000001';
const sampleId = '0197a5d0-0000-7000-8000-000000000002';
const event = {
  id: '0197a5d0-0000-7000-8000-000000000003',
  subject: 'sample.created',
  occurredAt: '2026-11-29T00:00:00.000Z',
  aggregateId: userId,
  data: { userId, sampleId },
};

describe('an event that a feature declares', () => {
  it('is decoded like those of the foundation: only the fields of its schema', () => {
    expect(parseEvent({ ...event, data: { ...event.data, title: 'Groceries' } })).toEqual(event);
    expect(() => parseEvent({ ...event, data: { userId } })).toThrow(z.ZodError);
    expect(declaredEvents().get('sample.created')).toBe(sampleEvents['sample.created']);
  });

  it('is a typed subject with its own data', () => {
    expectTypeOf<'sample.created'>().toExtend<EventSubject>();
    expectTypeOf<EventData<'sample.created'>>().toEqualTypeOf<{ userId: string; sampleId: string }>();
    expectTypeOf<'sample.forgotten'>().not.toExtend<EventSubject>();
  });

  it.each(['sample.created', 'user.registered'])('cannot take the subject of another contract: %s', (subject) => {
    const before = declaredEvents().get(subject);
    expect(() => declareEvents({ [subject]: z.object({ other: Id }) })).toThrow(
      `Two contracts declare the event ${subject}`,
    );
    expect(declaredEvents().get(subject)).toBe(before);
  });
});
