'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { NewPersonalToken } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { useEffect, useRef } from 'react';
import { CopyButton } from '@/components/feedback/copy-button.tsx';

interface FreshTokenProps {
  token: NewPersonalToken;
  /** Called when the user has saved the token; removes it. */
  onSaved: () => void;
}

/** Shown once, since only its digest is stored. */
export function FreshToken({ token: { name, token }, onSaved }: FreshTokenProps) {
  const t = useTexts('security');
  const tCommon = useTexts('common');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="fresh-token" className="flex animate-appear flex-col gap-4">
      <div>
        <h3 id="fresh-token" ref={heading} tabIndex={-1} className="font-semibold break-words outline-none">
          {t('saveNamed', { name })}
        </h3>
        <p className="mt-1 text-ink-soft">{t('saveTokenText')}</p>
      </div>
      <code className="rounded-xl bg-sunken p-4 text-[0.9375rem] break-all">{token}</code>
      <div className="flex flex-wrap gap-3">
        <CopyButton text={token} label={tCommon('copy')} />
        <Button size="small" onClick={onSaved}>
          {t('savedIt')}
        </Button>
      </div>
    </section>
  );
}
