'use client';
import type { SecurityEvent } from '@pixelboxx/shared';
import { Button, cn, Skeleton } from '@pixelboxx/ui';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useContracts } from '@/api/use-contracts.ts';
import { FormAlert } from '@/forms/form-alert.tsx';
import { describeDevice } from '@/settings/describe-device.ts';
import { describeMoment } from '@/settings/describe-moment.ts';
import { SettingsCard } from '@/settings/settings-card.tsx';
import { describeEvent, isAlarming } from './describe-event.ts';
import { useSecurityEvents } from './use-security-events.ts';

export function SecurityEvents() {
  const { events, hasMore, more } = useSecurityEvents();
  const sentences = useContracts(events !== null)?.securityEventTypes;
  const loading = (!events || !sentences) && !more.failure;
  return (
    <SettingsCard
      title="What happened here"
      about="If you don’t recognise something, change your password: that signs out everyone else."
    >
      {loading && <LoadingEvents />}
      {events && sentences && (
        <ul className="flex flex-col divide-y divide-line">
          {events.map((event) => (
            <Event key={event.id} event={event} sentence={describeEvent(event.type, sentences)} />
          ))}
        </ul>
      )}
      <FormAlert {...more} />
      {(hasMore || more.failure) && (
        <Button
          variant="secondary"
          size="small"
          className="self-start"
          loading={more.running}
          disabled={more.waitSeconds > 0}
          onClick={() => void more.run()}
        >
          {more.failure ? 'Try again' : 'Show earlier ones'}
        </Button>
      )}
    </SettingsCard>
  );
}

function Event({ event, sentence }: { event: SecurityEvent; sentence: string }) {
  const { type, createdAt, userAgent, ipAddress } = event;
  const alarming = isAlarming(type);
  const Icon = alarming ? ShieldAlert : ShieldCheck;
  const where = [userAgent && describeDevice(userAgent).name, ipAddress].filter(Boolean).join(' · ');
  return (
    <li className="flex items-start gap-3 py-3.5 first:pt-0 last:pb-0">
      <Icon aria-hidden="true" className={cn('mt-0.5 size-5 shrink-0', alarming ? 'text-warning' : 'text-ink-faint')} />
      <div className="min-w-0">
        <p className="font-medium">{sentence}</p>
        <p className="text-sm break-words text-ink-faint">
          <time dateTime={createdAt} title={new Date(createdAt).toLocaleString('en')}>
            {describeMoment(createdAt)}
          </time>
          {where && ` · ${where}`}
        </p>
      </div>
    </li>
  );
}

function LoadingEvents() {
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">Loading what happened…</span>
      <Skeleton className="h-10 w-full rounded-xl" />
      <Skeleton className="h-10 w-4/5 rounded-xl" />
      <Skeleton className="h-10 w-3/5 rounded-xl" />
    </div>
  );
}
