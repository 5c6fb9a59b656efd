import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveTabs } from '@/lib/live/live-tabs.ts';
import type { LiveFrame } from '@/lib/live/live-update.ts';
import { BrowserOfTabs } from './browser-of-tabs.ts';

const uploadId = '0197a2d0-0000-7000-8000-000000000002';

describe('one stream for all tabs of a browser', () => {
  it('is read by one tab and broadcast to all', async () => {
    const browser = new BrowserOfTabs();
    const tabs = [browser.open(), browser.open(), browser.open()];
    await browser.settle();
    browser.happen();
    await browser.settle();
    expect(browser.openStreams).toBe(1);
    for (const tab of tabs) expect(tab.told).toEqual(['1']);
  });

  it('is resumed by the next tab from where the previous one stopped', async () => {
    const browser = new BrowserOfTabs();
    const first = browser.open();
    const second = browser.open();
    await browser.settle();
    browser.happen();
    await browser.settle();
    first.close();
    browser.happen();
    await browser.settle();
    expect(browser.openStreams).toBe(1);
    expect(second.told).toEqual(['1', '2']);
  });

  it('is opened by every tab if the browser has no locks, and delivers each event once', async () => {
    const browser = new BrowserOfTabs({ hasLocks: false });
    const tabs = [browser.open(), browser.open()];
    await browser.settle();
    browser.happen();
    await browser.settle();
    expect(browser.openStreams).toBe(2);
    for (const tab of tabs) expect(tab.told).toEqual(['1']);
  });

  it('tells all tabs that events may have been missed', async () => {
    const browser = new BrowserOfTabs();
    const tabs = [browser.open(), browser.open()];
    await browser.settle();
    browser.forget();
    await browser.settle();
    for (const tab of tabs) expect(tab.told).toEqual(['gap']);
  });

  it('ends for one tab with its error, and the next tab tries', async () => {
    const browser = new BrowserOfTabs();
    const first = browser.open();
    const second = browser.open();
    await browser.settle();
    browser.breakStream(new Error('refused'));
    await browser.settle();
    expect(first.failure).toEqual(new Error('refused'));
    browser.happen();
    await browser.settle();
    expect(second.told).toEqual(['1']);
  });

  it('ignores messages of other releases of this site', async () => {
    const browser = new BrowserOfTabs();
    const tab = browser.open();
    await browser.settle();
    for (const message of [
      null,
      'event',
      {},
      { kind: 'event' },
      { kind: 'event', id: 1, event: {} },
      { kind: 'position' },
      { kind: 'new' },
    ])
      browser.post(message);
    await browser.settle();
    expect(tab.told).toEqual([]);
  });

  it('loses nothing and delivers nothing twice, however tabs open and close (generated)', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constant('happen' as const) },
      { weight: 2, arbitrary: fc.constant('open' as const) },
      { weight: 2, arbitrary: fc.nat({ max: 9 }) },
      { weight: 2, arbitrary: fc.constant('settle' as const) },
      { weight: 1, arbitrary: fc.constant('reconnect' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const browser = new BrowserOfTabs();
        browser.open();
        await browser.settle();
        for (const action of steps) {
          if (action === 'happen') browser.happen();
          else if (action === 'open') browser.open();
          else if (action === 'reconnect') browser.reconnect();
          else if (action === 'settle') await browser.settle();
          else browser.close(action);
        }
        await browser.settle();
        expect(browser.openStreams).toBe(Math.min(1, browser.tabs.length));
        for (const tab of browser.tabs) {
          // A tab is told what happens once it listens, in the order in which it happened.
          const told = tab.told.filter((id) => id !== 'gap');
          expect(told).toEqual(told.toSorted((a, b) => Number(a) - Number(b)));
          expect(new Set(told).size).toBe(told.length);
          if (told.length === tab.told.length) expect(told).toEqual(expect.arrayContaining(browser.happenedSince(tab)));
        }
      }),
      { seed: 20261128, numRuns: 300 },
    );
  });

  it('does nothing if it is stopped before it begins', async () => {
    const stopped = AbortSignal.abort();
    const frames: LiveFrame[] = [{ kind: 'event', id: '1', event: { type: 'upload.changed', data: { uploadId } } }];
    const told: unknown[] = [];
    const tabs = new LiveTabs({
      // eslint-disable-next-line @typescript-eslint/require-await -- an iterable of what is there already
      follow: async function* () {
        yield* frames;
      },
      openChannel: () => {
        throw new Error('No channel is needed');
      },
      locks: undefined,
      onUpdate: (update) => told.push(update),
    });
    await tabs.listen(stopped);
    expect(told).toEqual([]);
  });
});
