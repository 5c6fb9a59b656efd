import { pollUntil } from '@pixelboxx/config/testing';
import { authEndpoints, type DomainEvent } from '@pixelboxx/shared';
import { beforeAll, expect, it } from 'vitest';
import { EventBus } from '../../src/platform/events/event-bus.ts';
import { useApp } from '../support/use-app.ts';
import { register } from '../support/clients/users.ts';

const heard: DomainEvent[] = [];

const app = useApp();

beforeAll(() => {
  const bus = app.app.get(EventBus);
  for (const subject of ['user.registered', 'session.revoked'] as const) {
    bus.subscribe(subject, `test-${subject.replace('.', '-')}`, (event) => {
      heard.push(event);
      return Promise.resolve();
    });
  }
});

it('a registration and the end of a session are published as events with ids only', async () => {
  const { browser, user } = await register(app);
  await browser.call(authEndpoints.logout);
  const own = () => heard.filter((event) => event.aggregateId === user.id);
  await pollUntil('both events have arrived', () => own().length === 2);
  // Two subscribers are told side by side; which of them hears first is not promised, when it happened is.
  const inTime = own().toSorted((one, other) => one.occurredAt.localeCompare(other.occurredAt));
  expect(inTime.map(({ subject }) => subject)).toEqual(['user.registered', 'session.revoked']);
  expect(JSON.stringify(own())).not.toContain(user.username);
});
