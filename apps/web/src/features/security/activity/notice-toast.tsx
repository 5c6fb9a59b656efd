'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { securityEventTypes } from '@pixelboxx/shared';
import { Toast } from '@pixelboxx/ui';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useState } from 'react';
import { formatEvent } from './format-event.ts';

/** Long enough to read a sentence twice; it stays in the list of what happened. */
const shownMs = 15_000;

export function NoticeToast({ event, onDone }: { event: string; onDone: () => void }) {
  const t = useTexts('common');
  const router = useRouter();
  const [held, setHeld] = useState(false);
  // What appears in a place that is there already is read out; what comes along with it is not.
  const [isThere, setIsThere] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setIsThere(true));
    return () => cancelAnimationFrame(frame);
  }, []);
  const done = useEffectEvent(onDone);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => done(), shownMs);
    return () => clearTimeout(timer);
  }, [event, held]);
  const look = () => {
    onDone();
    router.push('/settings/security');
  };
  return (
    <Toast
      message={isThere && formatEvent(event, securityEventTypes)}
      actionLabel={t('wasItYou')}
      onAction={look}
      onHold={setHeld}
      edge="top"
    />
  );
}
