'use client';
import type { Webhook } from '@pixelboxx/shared/features/webhooks';
import { Button, type ButtonProps } from '@pixelboxx/ui';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { WebhookActions } from './use-webhook-actions.ts';

interface WebhookButtonsProps {
  webhook: Webhook;
  actions: WebhookActions;
  /** Whether its deliveries are shown. */
  showsSent: boolean;
  onToggleSent: () => void;
  onChange: () => void;
}

/** The actions on a webhook. */
export function WebhookButtons({ webhook, actions, showsSent, onToggleSent, onChange }: WebhookButtonsProps) {
  const t = useTexts('webhooks');
  const { name, isEnabled } = webhook;
  const { toggle, test } = actions;
  return (
    <div className="flex flex-wrap gap-3">
      <SmallButton
        label={t('sent')}
        fullLabel={t('sentTo', { name })}
        aria-expanded={showsSent}
        onClick={onToggleSent}
      />
      {isEnabled && (
        <SmallButton
          label={t('test')}
          fullLabel={t('testTo', { name })}
          loading={test.running}
          onClick={() => void test.run()}
        />
      )}
      <SmallButton label={t('change')} fullLabel={t('changeNamed', { name })} onClick={onChange} />
      <SmallButton
        label={t(isEnabled ? 'switchOff' : 'switchOn')}
        fullLabel={t(isEnabled ? 'switchOffNamed' : 'switchOnNamed', { name })}
        loading={toggle.running}
        onClick={() => void toggle.run()}
      />
      <FinalButtons {...{ name, actions }} />
    </div>
  );
}

/** Actions that ask for confirmation: they cannot be undone. */
function FinalButtons({ name, actions: { rotate, remove } }: { name: string; actions: WebhookActions }) {
  const t = useTexts('webhooks');
  const tCommon = useTexts('common');
  return (
    <>
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
    </>
  );
}

interface SmallButtonProps extends Pick<ButtonProps, 'loading' | 'onClick' | 'aria-expanded'> {
  label: string;
  /** The label with the webhook's name, for screen reader users who hear one button at a time. */
  fullLabel: string;
}

function SmallButton({ label, fullLabel, ...props }: SmallButtonProps) {
  return (
    <Button variant="secondary" size="small" aria-label={fullLabel} {...props}>
      {label}
    </Button>
  );
}
