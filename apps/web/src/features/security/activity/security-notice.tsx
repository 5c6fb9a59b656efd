'use client';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useState } from 'react';
import { useLiveUpdates } from '@/lib/live/live-provider.tsx';
import { isUrgent } from './format-event.ts';

// Hardly ever needed, and referenced by every page.
const NoticeToast = laterInBrowser(() => import('./notice-toast.tsx').then((it) => it.NoticeToast));

/** Notifies the user of events that they should check, at the moment they happen, on every page. */
export function SecurityNotice() {
  const [event, setEvent] = useState<string | null>(null);
  useLiveUpdates((update) => {
    if (update.kind !== 'event' || update.event.type !== 'security.noticed') return;
    if (isUrgent(update.event.data.event)) setEvent(update.event.data.event);
  });
  return event !== null && <NoticeToast event={event} onDone={() => setEvent(null)} />;
}
