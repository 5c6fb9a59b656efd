import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { currentPayloads, foundationPayloads, payloadBreaks, type Payloads } from '../../payloads/payloads.ts';
import { root } from '../../root.ts';

const written = JSON.parse(readFileSync(join(root, 'docs/guides/payloads.json'), 'utf8')) as Payloads;
const object = (properties: Record<string, unknown>, required = Object.keys(properties)) => ({
  events: { 'note.created': { type: 'object', properties, required } },
});
const text = { type: 'string' };

describe('the payloads of events, broadcasts and live events', () => {
  it('stay compatible with the recorded ones; an incompatible change needs a new subject', async () => {
    expect(payloadBreaks(written, await currentPayloads())).toEqual([]);
  });

  it('are recorded, all of the foundation: `npx node scripts/payloads.ts`', () => {
    for (const [kind, names] of Object.entries(foundationPayloads)) {
      expect(Object.keys(written[kind] ?? {})).toEqual(expect.arrayContaining([...names]));
    }
    expect(Object.keys(written['live'] ?? {})).toContain('session.ended');
  });

  it.each([
    ['a field that is gone', object({}), 'note.created.userId: removed'],
    ['a field of another name', object({ ownerId: text }), 'note.created.userId: removed'],
    ['a field of another type', object({ userId: { type: 'integer' } }), 'note.created.userId'],
    ['a field that may be missing', object({ userId: text }, []), 'note.created.userId: may now be missing'],
    ['a new field that older events have not', object({ userId: text, at: text }), 'note.created.at: now required'],
    ['a subject that is gone', { events: {} }, 'note.created: removed'],
  ])('may not change by %s', (_, after, sentence) => {
    const breaks = payloadBreaks(object({ userId: text }), after);
    expect(breaks.join('\n')).toContain(sentence);
  });

  it('may get optional fields and new subjects', () => {
    const { events } = object({ userId: text, at: text }, ['userId']);
    expect(payloadBreaks(object({ userId: text }), { events: { ...events, 'note.deleted': {} } })).toEqual([]);
  });
});
