// @vitest-environment jsdom
import { takeTime } from '@pixelboxx/config/testing';
import { ApiError } from '@pixelboxx/api-client/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSessionRenewal } from '@/lib/session/session-renewal.ts';
import { createTabLock, type TabLock } from '@/lib/session/tab-lock.ts';

const failure = (status: number, code: string) => new ApiError({ code, status, message: code });

/** Web Locks as all tabs of a site share them: one holder at a time, in order of asking. */
function sharedLock(): TabLock {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = tail.then(work);
    tail = turn.catch(() => undefined);
    return turn;
  };
}

beforeEach(() => localStorage.clear());

/** Tabs of one browser: their own memory, one storage, one server that hands out sessions. */
function openTabs(count: number, lockOf: (tab: number) => TabLock, respond: () => Promise<void> = () => takeTime(20)) {
  let refreshes = 0;
  const refresh = async () => {
    refreshes += 1;
    await respond();
  };
  const tabs = Array.from({ length: count }, (_, tab) =>
    createSessionRenewal({ refresh, lock: lockOf(tab), storage: localStorage }),
  );
  return { tabs, refreshes: () => refreshes };
}

describe.each([
  [
    'Web Locks',
    () => {
      const lock = sharedLock();
      return () => lock;
    },
  ],
  ['a lease in storage', () => () => createTabLock('test-lock', undefined, localStorage)],
])('renewing the session across tabs, by %s', (_, makeLocks) => {
  it('sends one request for many tabs at the same time', async () => {
    const { tabs, refreshes } = openTabs(6, makeLocks());
    expect(await Promise.all(tabs.map((renew) => renew()))).toEqual(Array(6).fill(true));
    expect(refreshes()).toBe(1);
  });

  it('lets the next tab try if one could not reach the server', async () => {
    let first = true;
    const { tabs, refreshes } = openTabs(2, makeLocks(), async () => {
      await takeTime(5);
      if (!first) return;
      first = false;
      throw failure(0, 'NETWORK_ERROR');
    });
    const results = await Promise.allSettled(tabs.map((renew) => renew()));
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(refreshes()).toBe(2);
  });
});

describe('renewing the session', () => {
  const lock = sharedLock();

  it('sends one request for many calls of one tab', async () => {
    const { tabs, refreshes } = openTabs(1, () => lock);
    await Promise.all([tabs[0]?.(), tabs[0]?.(), tabs[0]?.()]);
    expect(refreshes()).toBe(1);
  });

  it('renews again if another tab’s new cookies were refused as well', async () => {
    const { tabs, refreshes } = openTabs(2, () => lock);
    await tabs[0]?.();
    expect(await tabs[1]?.()).toBe(true);
    expect(refreshes()).toBe(1);
    expect(await tabs[1]?.()).toBe(true);
    expect(refreshes()).toBe(2);
  });

  it('ignores a renewal of long ago, or from a clock that was ahead', async () => {
    for (const shift of [-11_000, 60_000]) {
      localStorage.setItem('pixelboxx:session-renewed-at', String(Date.now() + shift));
      const { tabs, refreshes } = openTabs(1, () => lock);
      await tabs[0]?.();
      expect(refreshes()).toBe(1);
    }
  });

  it('reports the session as ended only if the server says so', async () => {
    const ended = openTabs(
      1,
      () => lock,
      () => Promise.reject(failure(401, 'REFRESH_INVALID')),
    );
    expect(await ended.tabs[0]?.()).toBe(false);
  });

  it.each([
    [0, 'NETWORK_ERROR'],
    [429, 'RATE_LIMITED'],
    [500, 'INTERNAL_ERROR'],
    [503, 'SERVICE_UNAVAILABLE'],
  ])('throws for status %i %s instead of reporting the user as signed out', async (status, code) => {
    const { tabs } = openTabs(
      1,
      () => lock,
      () => Promise.reject(failure(status, code)),
    );
    await expect(tabs[0]?.()).rejects.toMatchObject({ code });
  });

  it('can be tried again after a failure', async () => {
    let down = true;
    const { tabs } = openTabs(
      1,
      () => lock,
      () => (down ? Promise.reject(failure(503, 'OVERLOADED')) : Promise.resolve()),
    );
    await expect(tabs[0]?.()).rejects.toMatchObject({ code: 'OVERLOADED' });
    down = false;
    expect(await tabs[0]?.()).toBe(true);
  });

  it('does not wait forever for a tab that died with the lease', async () => {
    localStorage.setItem('test-lock', `gone ${Date.now() + 150}`);
    const { tabs, refreshes } = openTabs(1, () => createTabLock('test-lock', undefined, localStorage));
    expect(await tabs[0]?.()).toBe(true);
    expect(refreshes()).toBe(1);
  });
});
