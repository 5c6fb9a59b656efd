'use client';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useState } from 'react';
import { useLiveUpdates } from '@/lib/live/live-provider.tsx';
import { isUrgent } from './format-event.ts';

// Hardly ever needed, and on every page.
const NoticeToast = laterInBrowser(() => import('./notice-toast.tsx').then((it) => it.NoticeToast));

/** Tells the user of what they should look at twice, at the moment it happens, on whatever page they are. */
export function SecurityNotice() {
  const [event, setEvent] = useState<string | null>(null);
  useLiveUpdates((update) => {
    if (update.kind !== 'event' || update.event.type !== 'security.noticed') return;
    if (isUrgent(update.event.data.event)) setEvent(update.event.data.event);
  });
  return event !== null && <NoticeToast event={event} onDone={() => setEvent(null)} />;
}
