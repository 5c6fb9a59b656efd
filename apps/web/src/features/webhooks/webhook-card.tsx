'use client';
import type { Webhook, WebhookWithSecret } from '@pixelboxx/shared/features/webhooks';
import { Badge, Button, Card } from '@pixelboxx/ui';
import { useState, type ReactNode } from 'react';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { formatAhead, formatMoment } from '@/lib/format/format-moment.ts';
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
  GONE: 'The receiver said that it is gone for good, so this webhook was switched off.',
  FAILING: 'Nothing has reached the receiver for five days, so this webhook was switched off.',
} as const;

/** One receiver: where it is, how it does, and what was sent to it. */
export function WebhookCard({ webhook, onChanged, onSecret }: WebhookCardProps) {
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
    setSaid('A test is on its way. See below what came of it.');
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
          label="Save"
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
          {subjects.length === 0 ? 'All events.' : <span translate="no">{subjects.join(', ')}</span>}
        </p>
        {disabledReason && <Trouble>{switchedOff[disabledReason]}</Trouble>}
        {isEnabled && failingSince && (
          <Trouble>{`No attempt has succeeded since ${formatMoment(failingSince)}.`}</Trouble>
        )}
        {formerSecretUntil && (
          <p className="text-sm text-ink-faint">{`The secret of before signs, too, and stops ${formatAhead(formerSecretUntil)}.`}</p>
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
            aria-label={`What was sent to ${name}`}
            onClick={() => setOpen(open === 'deliveries' ? null : 'deliveries')}
          >
            What was sent
          </Button>
          {isEnabled && (
            <Button
              variant="secondary"
              size="small"
              loading={test.running}
              aria-label={`Send a test to ${name}`}
              onClick={() => void test.run()}
            >
              Send a test
            </Button>
          )}
          <Button variant="secondary" size="small" aria-label={`Change ${name}`} onClick={() => setOpen('form')}>
            Change
          </Button>
          <Button
            variant="secondary"
            size="small"
            loading={toggle.running}
            aria-label={`Switch ${name} ${isEnabled ? 'off' : 'on'}`}
            onClick={() => void toggle.run()}
          >
            {isEnabled ? 'Switch off' : 'Switch on'}
          </Button>
          <ConfirmButton
            small
            label="New secret"
            fullLabel={`New secret for ${name}`}
            title="Make a new secret?"
            text="You see it once. For a day events are signed by both, so that the receiver can take its time."
            confirmLabel="Make new secret"
            onConfirm={rotate.run}
          />
          <ConfirmButton
            small
            danger
            label="Delete"
            fullLabel={`Delete ${name}`}
            title={`Delete ${name}?`}
            text="Nothing is sent to it any more, and the record of what was sent is deleted, too."
            confirmLabel="Delete"
            onConfirm={remove.run}
          />
        </div>
        {open === 'deliveries' && <WebhookDeliveries key={sent} webhook={webhook} />}
      </Card>
    </li>
  );
}

function StateBadge({ webhook: { isEnabled, failingSince } }: { webhook: Webhook }) {
  if (!isEnabled) return <Badge>Switched off</Badge>;
  return failingSince ? <Badge tone="warning">Failing</Badge> : <Badge tone="good">On</Badge>;
}

/** What was so before the page was opened: nothing to interrupt anybody for. */
function Trouble({ children }: { children: ReactNode }) {
  return <p className="rounded-xl bg-warning-soft p-4 text-[0.9375rem]">{children}</p>;
}
