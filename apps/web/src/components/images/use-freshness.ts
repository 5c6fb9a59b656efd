import type { Upload } from '@pixelboxx/shared';
import { useEffect, useEffectEvent, useState } from 'react';

/** URLs are renewed this long before they expire. */
const marginMs = 60_000;
/** The wait before checking images in screening again: short at first, then increasingly long. */
const firstLookMs = 2_000;
const longestPauseMs = 60_000;
/** Browser timers are limited to 24 days. */
const longestTimerMs = 24 * 60 * 60 * 1000;

/** Keeps changing data up to date: URLs that expire, and images in screening. */
export function useFreshness(
  items: readonly Upload[] | null,
  refresh: (ids: readonly string[]) => Promise<void>,
): void {
  useRenewal(items ?? [], refresh);
  useChecking(items ?? [], refresh);
}

function useRenewal(items: readonly Upload[], refresh: (ids: readonly string[]) => Promise<void>): void {
  const firstExpiry = Math.min(...items.map(expiryOf));
  const renew = useEffectEvent(() => {
    const soon = Date.now() + 2 * marginMs;
    void refresh(items.filter((item) => expiryOf(item) <= soon).map(({ id }) => id));
  });
  useEffect(() => {
    if (!Number.isFinite(firstExpiry)) return;
    // Never in a tight loop, even if this device's clock is ahead.
    const pauseMs = () => Math.min(longestTimerMs, Math.max(firstLookMs, firstExpiry - marginMs - Date.now()));
    const timer = setTimeout(renew, pauseMs());
    // Timers are suspended while a phone sleeps.
    const wake = () => document.visibilityState === 'visible' && firstExpiry - marginMs < Date.now() && renew();
    document.addEventListener('visibilitychange', wake);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [firstExpiry]);
}

function useChecking(items: readonly Upload[], refresh: (ids: readonly string[]) => Promise<void>): void {
  const ids = items.filter(({ screening }) => screening === 'PENDING').map(({ id }) => id);
  const asked = ids.join();
  const [looks, setLooks] = useState({ asked: '', count: 0 });
  const count = looks.asked === asked ? looks.count : 0;
  const look = useEffectEvent(async () => {
    await refresh(ids);
    setLooks({ asked, count: count + 1 });
  });
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => void look(), Math.min(longestPauseMs, firstLookMs * 2 ** count));
    return () => clearTimeout(timer);
  }, [asked, count]);
}

function expiryOf({ urlsExpireAt }: Upload): number {
  return urlsExpireAt ? Date.parse(urlsExpireAt) : Infinity;
}
