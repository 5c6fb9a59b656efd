'use client';
import { fetchEventSentences } from '@/lib/texts/event-sentences.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Toast } from '@pixelboxx/ui';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useState } from 'react';
import { formatEvent } from './format-event.ts';

/** Long enough to read a sentence twice; the event stays in the list of events. */
const shownMs = 15_000;

export function NoticeToast({ event, onDone }: { event: string; onDone: () => void }) {
  const t = useTexts('common');
  const router = useRouter();
  const [held, setHeld] = useState(false);
  // Screen readers announce content that appears in an existing region, but not content that appears together with it.
  const [isThere, setIsThere] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setIsThere(true));
    return () => cancelAnimationFrame(frame);
  }, []);
  const [sentences, setSentences] = useState<Readonly<Record<string, string>> | null>(null);
  useEffect(() => {
    let gone = false;
    void fetchEventSentences().then((fetched) => {
      if (!gone) setSentences(fetched);
    });
    return () => {
      gone = true;
    };
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
      message={isThere && sentences !== null && formatEvent(event, sentences)}
      actionLabel={t('wasItYou')}
      onAction={look}
      onHold={setHeld}
      edge="top"
    />
  );
}
