'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Webhook, WebhookWithSecret } from '@pixelboxx/shared/features/webhooks';
import { Badge, Card } from '@pixelboxx/ui';
import { useState, type ReactNode } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useWebhookActions } from './use-webhook-actions.ts';
import { WebhookButtons } from './webhook-buttons.tsx';
import { WebhookDeliveries } from './webhook-deliveries.tsx';
import { WebhookForm } from './webhook-form.tsx';

/** “Since 3 hours ago” would be wrong in most languages. */
const dayAndTime = { dateStyle: 'medium', timeStyle: 'short' } as const;

interface WebhookCardProps {
  webhook: Webhook;
  /** Called with the updated webhook; null if it is gone. */
  onChanged: (webhook: Webhook | null) => void;
  onSecret: (made: WebhookWithSecret) => void;
}

/** One webhook: its URL, its state, and its deliveries. */
export function WebhookCard({ webhook, onChanged, onSecret }: WebhookCardProps) {
  const t = useTexts('webhooks');
  const [open, setOpen] = useState<'form' | 'deliveries' | null>(null);
  /** The number of tests sent from here: each reloads the deliveries. */
  const [tests, setTests] = useState(0);
  const onTested = () => {
    setTests((count) => count + 1);
    setOpen('deliveries');
  };
  const actions = useWebhookActions(webhook, { onChanged, onSecret, onTested });
  const { toggle, test, rotate, remove } = actions;
  const failed = [toggle, test, rotate, remove].find(({ failure }) => failure) ?? toggle;
  if (open === 'form') return <ChangeForm {...{ webhook, onChanged }} onClose={() => setOpen(null)} />;
  return (
    <li aria-label={webhook.name} className="rounded-2xl">
      <Card className="flex flex-col gap-4">
        <Facts webhook={webhook} />
        <FormAlert {...failed} />
        <p role="status" className="text-ink-soft empty:hidden">
          {tests > 0 ? t('testSent') : ''}
        </p>
        <WebhookButtons
          {...{ webhook, actions }}
          showsSent={open === 'deliveries'}
          onToggleSent={() => setOpen(open === 'deliveries' ? null : 'deliveries')}
          onChange={() => setOpen('form')}
        />
        {open === 'deliveries' && <WebhookDeliveries key={tests} webhook={webhook} />}
      </Card>
    </li>
  );
}

interface ChangeFormProps extends Pick<WebhookCardProps, 'webhook' | 'onChanged'> {
  onClose: () => void;
}

function ChangeForm({ webhook, onChanged, onClose }: ChangeFormProps) {
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const params = { id: webhook.id };
  return (
    <li>
      <WebhookForm
        webhook={webhook}
        label={tCommon('save')}
        onCancel={onClose}
        onSubmit={async (body, idempotencyKey) => {
          onChanged(await guarded(() => client('webhook.update', { params, body, idempotencyKey })));
          onClose();
        }}
      />
    </li>
  );
}

const switchedOff = {
  GONE: 'gone',
  FAILING: 'failing',
} as const;

/** Its URL, its events, and its state. */
function Facts({ webhook }: { webhook: Webhook }) {
  const formats = useFormats();
  const t = useTexts('webhooks');
  const { name, url, subjects, isEnabled, disabledReason, failingSince, formerSecretUntil } = webhook;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="min-w-0 font-display text-xl font-bold break-words">{name}</h2>
        <StateBadge webhook={webhook} />
      </div>
      <p translate="no" className="min-w-0 font-mono text-sm [overflow-wrap:anywhere]">
        {url}
      </p>
      <p className="text-ink-soft">
        {subjects.length === 0 ? t('allEvents') : <span translate="no">{subjects.join(', ')}</span>}
      </p>
      {disabledReason && <Trouble>{t(switchedOff[disabledReason])}</Trouble>}
      {isEnabled && failingSince && (
        <Trouble>{t('noSuccessSince', { when: formats.date(failingSince, dayAndTime) })}</Trouble>
      )}
      {formerSecretUntil && (
        <p className="text-sm text-ink-faint">{t('formerSecret', { when: formats.ahead(formerSecretUntil) })}</p>
      )}
    </>
  );
}

function StateBadge({ webhook: { isEnabled, failingSince } }: { webhook: Webhook }) {
  const t = useTexts('webhooks');
  if (!isEnabled) return <Badge>{t('isOff')}</Badge>;
  return failingSince ? <Badge tone="warning">{t('isFailing')}</Badge> : <Badge tone="good">{t('isOn')}</Badge>;
}

/** Not announced: it was so before the page was opened. */
function Trouble({ children }: { children: ReactNode }) {
  return <p className="rounded-xl bg-warning-soft p-4 text-[0.9375rem]">{children}</p>;
}
