import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredEvents, eventSchemas, parseEvent } from '@pixelboxx/shared';
import { readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { uuidv7 } from '../../src/platform/identifiers.ts';

// Imports the contract of every feature, and with it the events that it declares.
await readEndpointGroups();

describe('the contract of events', () => {
  /** Of what no row may be left to ask about: content by its hash, and the sizes it was made in. */
  const contentFields: Record<string, object> = {
    contentHash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    variants: { type: 'array', items: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,31}$' } },
  };

  it.each([...declaredEvents()])('%s contains only ids and constants, no personal data', (_, schema) => {
    const { properties = {} } = z.toJSONSchema(schema);
    for (const [name, field] of Object.entries(properties)) {
      if (typeof field === 'object' && field.const !== undefined) continue;
      if (!(name in contentFields)) expect(name).toMatch(/Id$/);
      expect(field).toMatchObject(contentFields[name] ?? { format: 'uuid' });
    }
  });

  it('is documented in docs/guides/events.md, each subject with its fields', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../docs/guides/events.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([a-z_]+\.[a-z_]+)` +\| `([^`]*)` +\|/gm)];
    const documented = rows.map(([, subject, fields]) => [subject, fields?.split(' ')]);
    const fieldsOf = ([subject, { shape }]: [string, z.ZodObject]) => [subject, Object.keys(shape)];
    // Those of a feature may stand in a document of its own.
    expect(documented).toEqual(expect.arrayContaining(Object.entries(eventSchemas).map(fieldsOf)));
    expect([...declaredEvents()].map(fieldsOf)).toEqual(expect.arrayContaining(documented));
  });

  const userId = randomUUID();
  const event = {
    id: uuidv7(),
    subject: 'user.registered',
    occurredAt: new Date().toISOString(),
    aggregateId: userId,
    data: { userId },
  };

  it('decodes an event, without fields that it does not define', () => {
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
