'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Webhook, WebhookWithSecret } from '@pixelboxx/shared/features/webhooks';
import { Badge, Button, Card } from '@pixelboxx/ui';
import { useState, type ReactNode } from 'react';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { WebhookDeliveries } from './webhook-deliveries.tsx';
import { WebhookForm } from './webhook-form.tsx';

interface WebhookCardProps {
  webhook: Webhook;
  /** As it is now; null when it is gone. */
  onChanged: (webhook: Webhook | null) => void;
  onSecret: (made: WebhookWithSecret) => void;
}

const switchedOff = {
  GONE: 'gone',
  FAILING: 'failing',
} as const;

/** One receiver: where it is, how it does, and what was sent to it. */
export function WebhookCard({ webhook, onChanged, onSecret }: WebhookCardProps) {
  const formats = useFormats();
  const t = useTexts('webhooks');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [open, setOpen] = useState<'form' | 'deliveries' | null>(null);
  const [said, setSaid] = useState('');
  const [sent, setSent] = useState(0);
  const { id, name, url, subjects, isEnabled, disabledReason, failingSince, formerSecretUntil } = webhook;
  const params = { id };
  const toggle = useApiAction(async () =>
    onChanged(await guarded(() => client('webhook.update', { params, body: { isEnabled: !isEnabled } }))),
  );
  const test = useApiAction(async () => {
    await guarded(() => client('webhook.test', { params }));
    setSaid(t('testSent'));
    setSent((count) => count + 1);
    setOpen('deliveries');
  });
  const rotate = useApiAction(async () => onSecret(await guarded(() => client('webhook.rotateSecret', { params }))));
  const remove = useApiAction(async () => {
    await guarded(() => client('webhook.remove', { params }));
    onChanged(null);
  });
  const failed = [toggle, test, rotate, remove].find(({ failure }) => failure) ?? toggle;
  if (open === 'form') {
    return (
      <li>
        <WebhookForm
          webhook={webhook}
          label={tCommon('save')}
          onCancel={() => setOpen(null)}
          onSubmit={async (body, idempotencyKey) => {
            onChanged(await guarded(() => client('webhook.update', { params, body, idempotencyKey })));
            setOpen(null);
          }}
        />
      </li>
    );
  }
  return (
    <li aria-label={name} className="rounded-2xl">
      <Card className="flex flex-col gap-4">
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
        {isEnabled && failingSince && <Trouble>{t('noSuccessSince', { when: formats.moment(failingSince) })}</Trouble>}
        {formerSecretUntil && (
          <p className="text-sm text-ink-faint">{t('formerSecret', { when: formats.ahead(formerSecretUntil) })}</p>
        )}
        <FormAlert {...failed} />
        <p role="status" className="text-ink-soft empty:hidden">
          {said}
        </p>
        <div className="flex flex-wrap gap-3">
          <Button
            variant="secondary"
            size="small"
            aria-expanded={open === 'deliveries'}
            aria-label={t('sentTo', { name })}
            onClick={() => setOpen(open === 'deliveries' ? null : 'deliveries')}
          >
            {t('sent')}
          </Button>
          {isEnabled && (
            <Button
              variant="secondary"
              size="small"
              loading={test.running}
              aria-label={t('testTo', { name })}
              onClick={() => void test.run()}
            >
              {t('test')}
            </Button>
          )}
          <Button
            variant="secondary"
            size="small"
            aria-label={t('changeNamed', { name })}
            onClick={() => setOpen('form')}
          >
            {t('change')}
          </Button>
          <Button
            variant="secondary"
            size="small"
            loading={toggle.running}
            aria-label={t(isEnabled ? 'switchOffNamed' : 'switchOnNamed', { name })}
            onClick={() => void toggle.run()}
          >
            {isEnabled ? t('switchOff') : t('switchOn')}
          </Button>
          <ConfirmButton
            small
            label={t('newSecret')}
            fullLabel={t('newSecretFor', { name })}
            title={t('newSecretTitle')}
            text={t('newSecretText')}
            confirmLabel={t('makeSecret')}
            onConfirm={rotate.run}
          />
          <ConfirmButton
            small
            danger
            label={tCommon('delete')}
            fullLabel={t('deleteNamed', { name })}
            title={t('deleteTitle', { name })}
            text={t('deleteText')}
            confirmLabel={tCommon('delete')}
            onConfirm={remove.run}
          />
        </div>
        {open === 'deliveries' && <WebhookDeliveries key={sent} webhook={webhook} />}
      </Card>
    </li>
  );
}

function StateBadge({ webhook: { isEnabled, failingSince } }: { webhook: Webhook }) {
  const t = useTexts('webhooks');
  if (!isEnabled) return <Badge>{t('isOff')}</Badge>;
  return failingSince ? <Badge tone="warning">{t('isFailing')}</Badge> : <Badge tone="good">{t('isOn')}</Badge>;
}

/** What was so before the page was opened: nothing to interrupt anybody for. */
function Trouble({ children }: { children: ReactNode }) {
  return <p className="rounded-xl bg-warning-soft p-4 text-[0.9375rem]">{children}</p>;
}
