'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, Card } from '@pixelboxx/ui';
import { useEffect, useRef } from 'react';
import { CopyButton } from '@/components/feedback/copy-button.tsx';

interface SecretNoteProps {
  name: string;
  secret: string;
  onSaved: () => void;
}

/** The secret of a webhook, which is shown once. */
export function SecretNote({ name, secret, onSaved }: SecretNoteProps) {
  const t = useTexts('webhooks');
  const tCommon = useTexts('common');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Card className="flex animate-appear flex-col gap-4">
      <div>
        <h2 ref={heading} tabIndex={-1} className="font-display text-xl font-bold outline-none">
          {t('saveSecret', { name })}
        </h2>
        <p className="mt-1 text-ink-soft">{t('saveSecretText')}</p>
      </div>
      <p translate="no" className="rounded-xl bg-sunken p-4 font-mono text-[0.9375rem] [overflow-wrap:anywhere]">
        {secret}
      </p>
      <div className="flex flex-wrap gap-3">
        <CopyButton text={secret} label={tCommon('copy')} />
        <Button size="small" onClick={onSaved}>
          {t('savedIt')}
        </Button>
      </div>
    </Card>
  );
}
