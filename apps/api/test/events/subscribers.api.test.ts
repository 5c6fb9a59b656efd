import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredEvents } from '@pixelboxx/shared';
import { featureNames } from '@pixelboxx/shared/endpoint-groups';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { EventOutbox } from '../../src/platform/events/event-outbox.ts';
import { MemoryEventBus } from '../../src/platform/events/memory-event-bus.ts';
import { NatsEventBus } from '../../src/platform/events/nats-event-bus.ts';
import { useApp } from '../support/use-app.ts';

const subscribing = [vi.spyOn(MemoryEventBus.prototype, 'subscribe'), vi.spyOn(NatsEventBus.prototype, 'subscribe')];
const telling = vi.spyOn(EventOutbox.prototype, 'tellOwner');
useApp({ CDN_PURGE_URL: 'http://127.0.0.1:9/purge', CDN_PURGE_TOKEN: 'a-token-of-thirty-two-characters-' });

/** The table of the catalogue in docs/guides/events.md: by subject, who hears of it. */
const rows = new Map(
  [
    ...readFileSync(join(import.meta.dirname, '../../../../docs/guides/events.md'), 'utf8').matchAll(
      /^\| `(\w+\.\w+)` .*\| (.+?) +\|$/gm,
    ),
  ].map(([, subject = '', heardBy = '']) => [subject, heardBy]),
);

/** What runs: the durable subscribers of a subject, and whether open pages are told. */
const hearers = new Map<string, string[]>();

// Calls are forgotten before each test.
beforeAll(() => {
  const hear = (subject: string, name: string) => hearers.set(subject, [...hearersOf(subject), name].sort());
  for (const { mock } of subscribing) for (const [subject, name] of mock.calls) hear(subject, name);
  for (const [subject] of telling.mock.calls) hear(subject, 'open pages');
});

const hearersOf = (subject: string): string[] => hearers.get(subject) ?? [];

function writtenIn(heardBy: string): string[] {
  if (heardBy.startsWith('others: ')) return [];
  const names = [...heardBy.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name);
  return [...(heardBy.startsWith('open pages') ? ['open pages'] : []), ...names].sort();
}

/** Of features that are plugged in, whose events the page need not know; albums are its example of one. */
const isPluggedIn = (subject: string) => {
  const features = featureNames().filter((name) => name !== 'albums');
  return features.some((name) => name.startsWith(subject.split('.')[0] ?? ''));
};
const subjects = [...declaredEvents().keys()];

describe('the catalogue of events', () => {
  it('contains exactly the subjects of the contracts', () => {
    expect(subjects.filter((subject) => !rows.has(subject) && !isPluggedIn(subject))).toEqual([]);
    expect([...rows.keys()].filter((subject) => !subjects.includes(subject))).toEqual([]);
  });

  it.each([...rows])('lists the subscribers of %s', (subject, heardBy) => {
    const written = writtenIn(heardBy);
    if (written.length === 0) expect(heardBy).toMatch(/^others: \w.{10,}/);
    expect(hearersOf(subject)).toEqual(written);
  });

  it('has a durable subscriber that runs in every configuration', () => {
    expect(hearersOf('upload.approved')).toContain('albums-upload-approved');
  });
});
