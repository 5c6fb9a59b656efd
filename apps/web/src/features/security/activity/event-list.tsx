'use client';
import { formatDevice } from '@/lib/format/format-device.ts';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts, useWording } from '@/lib/texts/texts-provider.tsx';
import type { IdentityProvider, SecurityEvent } from '@pixelboxx/shared';
import { cn, Skeleton } from '@pixelboxx/ui';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { usePages } from '@/components/pagination/use-pages.ts';
import { formatEvent, isAlarming } from './format-event.ts';

/** `actorId` is the user who acted, if not the account's owner. */
type ShownEvent = SecurityEvent & { actorId?: string | null };

interface EventListProps {
  /** The providers for signing in today: events show their current names. */
  providers: readonly IdentityProvider[];
  fetchPage: (cursor: string | undefined) => Promise<{ items: ShownEvent[]; nextCursor: string | null }>;
}

/** Security events, the latest first. */
export function EventList({ providers, fetchPage }: EventListProps) {
  const t = useTexts('security');
  const sentences = useWording().messages['security-events'];
  const { items: events, hasMore, more } = usePages(fetchPage);
  return (
    <>
      {!events && !more.failure && <LoadingEvents />}
      {events?.length === 0 && !hasMore && <p className="text-ink-faint">{t('nothingHappened')}</p>}
      {events && events.length > 0 && (
        <ul className="flex flex-col divide-y divide-line">
          {events.map((event) => (
            <Event
              key={event.id}
              event={event}
              sentence={formatEvent(event.type, sentences)}
              provider={providers.find(({ id }) => id === event.provider)?.name ?? event.provider}
            />
          ))}
        </ul>
      )}
      <MoreButton {...{ more, hasMore }} label={t('earlier')} />
    </>
  );
}

interface EventProps {
  event: ShownEvent;
  sentence: string;
  /** The provider's name, or its id if it is no longer configured. */
  provider: string | null;
}

function Event({ event, sentence, provider }: EventProps) {
  const formats = useFormats();
  const wording = useWording();
  const t = useTexts('security');
  const { type, createdAt, userAgent, ipAddress, actorId } = event;
  const alarming = isAlarming(type);
  const Icon = alarming ? ShieldAlert : ShieldCheck;
  const where = [
    provider && t('withProvider', { provider }),
    userAgent && formatDevice(userAgent, wording).name,
    ipAddress,
    actorId && t('byStaff'),
  ].filter(Boolean);
  return (
    <li className="flex items-start gap-3 py-3.5 first:pt-0 last:pb-0">
      <Icon aria-hidden="true" className={cn('mt-0.5 size-5 shrink-0', alarming ? 'text-warning' : 'text-ink-faint')} />
      <div className="min-w-0">
        <p className="font-medium">{sentence}</p>
        <p className="text-sm break-words text-ink-faint">
          <time dateTime={createdAt} title={formats.date(createdAt, { dateStyle: 'medium', timeStyle: 'medium' })}>
            {formats.moment(createdAt)}
          </time>
          {where.length > 0 && <span>{` · ${where.join(' · ')}`}</span>}
        </p>
      </div>
    </li>
  );
}

function LoadingEvents() {
  const t = useTexts('security');
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">{t('loadingEvents')}</span>
      <Skeleton className="h-10 w-full rounded-xl" />
      <Skeleton className="h-10 w-4/5 rounded-xl" />
      <Skeleton className="h-10 w-3/5 rounded-xl" />
    </div>
  );
}
