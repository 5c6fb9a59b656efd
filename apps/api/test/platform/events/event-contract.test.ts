import { randomUUID } from 'node:crypto';
import { eventSchemas, parseEvent } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { uuidv7 } from '../../../src/platform/identifiers.ts';

describe('the contract of events', () => {
  it.each(Object.entries(eventSchemas))('%s carries ids only, never anything about a person', (_, schema) => {
    const { properties = {} } = z.toJSONSchema(schema);
    expect(Object.keys(properties).every((name) => name.endsWith('Id'))).toBe(true);
    expect(Object.values(properties).every((field) => typeof field === 'object' && field.format === 'uuid')).toBe(true);
  });

  const userId = randomUUID();
  const event = {
    id: uuidv7(),
    subject: 'user.registered',
    occurredAt: new Date().toISOString(),
    aggregateId: userId,
    data: { userId },
  };

  it('reads an event back, without what the contract does not name', () => {
    expect(parseEvent({ ...event, extra: 1, data: { userId, email: 'a@example.com' } })).toEqual(event);
  });

  it.each([
    ['an unknown subject', { subject: 'user.renamed' }],
    ['data of another subject', { subject: 'upload.ready' }],
    ['a time that is none', { occurredAt: 'yesterday' }],
    ['an id of another kind', { id: randomUUID() }],
    ['no aggregate', { aggregateId: '' }],
  ])('refuses %s', (_, fault) => {
    expect(() => parseEvent({ ...event, ...fault })).toThrow(z.ZodError);
  });
});
