import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredEvents, eventSchemas, parseEvent } from '@pixelboxx/shared';
import { readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { uuidv7 } from '../../../src/platform/identifiers.ts';

// Imports the contract of every feature, and with it the events that it declares.
await readEndpointGroups();

describe('the contract of events', () => {
  it.each([...declaredEvents()])('%s carries ids and constants only, never anything about a person', (_, schema) => {
    const { properties = {} } = z.toJSONSchema(schema);
    for (const [name, field] of Object.entries(properties)) {
      if (typeof field === 'object' && field.const !== undefined) continue;
      expect(name).toMatch(/Id$/);
      expect(field).toMatchObject({ format: 'uuid' });
    }
  });

  it('stands in docs/events.md, subject by subject with its fields', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../../docs/events.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([a-z_]+\.[a-z_]+)` +\| `([^`]*)` +\|/gm)];
    const documented = rows.map(([, subject, fields]) => [subject, fields?.split(' ')]);
    const declared = Object.entries(eventSchemas).map(([subject, { shape }]) => [subject, Object.keys(shape)]);
    expect(documented.toSorted()).toEqual(declared.toSorted());
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
