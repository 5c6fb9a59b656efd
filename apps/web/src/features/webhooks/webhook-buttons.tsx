'use client';
import type { Webhook } from '@pixelboxx/shared/features/webhooks';
import { Button, type ButtonProps } from '@pixelboxx/ui';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { WebhookActions } from './use-webhook-actions.ts';

interface WebhookButtonsProps {
  webhook: Webhook;
  actions: WebhookActions;
  /** Whether what was sent to it is shown. */
  showsSent: boolean;
  onToggleSent: () => void;
  onChange: () => void;
}

/** What can be done to a receiver. */
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

/** What is asked about first: nothing brings back what it takes away. */
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
  /** The same with the receiver’s name, for whoever hears one button at a time. */
  fullLabel: string;
}

function SmallButton({ label, fullLabel, ...props }: SmallButtonProps) {
  return (
    <Button variant="secondary" size="small" aria-label={fullLabel} {...props}>
      {label}
    </Button>
  );
}
