'use client';
import { securityEventTypes } from '@pixelboxx/shared';
import { Toast } from '@pixelboxx/ui';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useLiveNews } from '@/lib/live/live-provider.tsx';
import { formatEvent, isUrgent } from './format-event.ts';

/** Long enough to read a sentence twice; it stays in the list of what happened. */
const shownMs = 15_000;

/** Tells the user of what they should look at twice, at the moment it happens, on whatever page they are. */
export function SecurityNotice() {
  const router = useRouter();
  const [notice, setNotice] = useState<string | null>(null);
  const [held, setHeld] = useState(false);
  useLiveNews((news) => {
    if (news.kind !== 'event' || news.event.type !== 'security.noticed') return;
    const { event } = news.event.data;
    if (isUrgent(event)) setNotice(formatEvent(event, securityEventTypes));
  });
  useEffect(() => {
    if (notice === null || held) return;
    const timer = setTimeout(() => setNotice(null), shownMs);
    return () => clearTimeout(timer);
  }, [notice, held]);
  const look = () => {
    setNotice(null);
    router.push('/settings/security');
  };
  return <Toast message={notice} actionLabel="Was it you?" onAction={look} onHold={setHeld} edge="top" />;
}
