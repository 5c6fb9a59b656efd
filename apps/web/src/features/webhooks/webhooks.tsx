'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Webhook, WebhookWithSecret } from '@pixelboxx/shared/features/webhooks';
import { Skeleton } from '@pixelboxx/ui';
import { useState } from 'react';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { usePages } from '@/components/pagination/use-pages.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { SecretNote } from './secret-note.tsx';
import { WebhookCard } from './webhook-card.tsx';
import { WebhookForm } from './webhook-form.tsx';

/** External systems that receive events, and an administrator's actions on them. */
export function Webhooks() {
  const t = useTexts('webhooks');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const { items, hasMore, more } = usePages((cursor) => client('webhook.list', { query: { cursor } }));
  const [added, setAdded] = useState<readonly Webhook[]>([]);
  const [changed, setChanged] = useState<ReadonlyMap<string, Webhook | null>>(new Map());
  const [told, setTold] = useState<WebhookWithSecret | null>(null);
  const fetched = items?.filter(({ id }) => !added.some((webhook) => webhook.id === id));
  const webhooks =
    fetched &&
    [...added, ...fetched].flatMap((webhook) => {
      const now = changed.has(webhook.id) ? changed.get(webhook.id) : webhook;
      return now ? [now] : [];
    });
  const settle = (id: string, webhook: Webhook | null) => setChanged((before) => new Map([...before, [id, webhook]]));
  return (
    <>
      <p className="text-ink-soft">{t('about')}</p>
      <OpeningForm label={t('add')} savedText={t('added')}>
        {({ close, saved }) => (
          <WebhookForm
            label={t('addButton')}
            onCancel={close}
            onSubmit={async (body, idempotencyKey) => {
              const made = await guarded(() => client('webhook.create', { body, idempotencyKey }));
              setAdded((before) => [made.webhook, ...before]);
              setTold(made);
              saved();
            }}
          />
        )}
      </OpeningForm>
      {told && <SecretNote name={told.webhook.name} secret={told.secret} onSaved={() => setTold(null)} />}
      {!webhooks && !more.failure && <Skeleton className="h-40 w-full rounded-2xl" />}
      <p role="status" className="text-ink-soft empty:hidden">
        {webhooks?.length === 0 && !hasMore && t('nobodyTold')}
      </p>
      {webhooks && webhooks.length > 0 && (
        <ul aria-label={tCommon('webhooks')} className="flex flex-col gap-5">
          {webhooks.map((webhook) => (
            <WebhookCard
              key={webhook.id}
              webhook={webhook}
              onChanged={(now) => settle(webhook.id, now)}
              onSecret={(made) => {
                settle(webhook.id, made.webhook);
                setTold(made);
              }}
            />
          ))}
        </ul>
      )}
      <MoreButton {...{ more, hasMore }} label={tCommon('showMore')} />
    </>
  );
}
