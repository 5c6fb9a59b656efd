'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useHydrated } from '@/components/loading/use-hydrated.ts';

const shownForMs = 2_500;

/** Copies a text. Hidden on insecure origins, where pages cannot copy: the text can still be selected. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useTexts('common');
  const [copied, setCopied] = useState(false);
  const hydrated = useHydrated();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownForMs);
    return () => clearTimeout(timer);
  }, [copied]);
  // Absent from insecure origins, despite its type.
  if (!hydrated || !('clipboard' in navigator)) return null;
  const Icon = copied ? Check : Copy;
  return (
    <Button
      variant="secondary"
      size="small"
      onClick={() =>
        void navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => undefined,
        )
      }
    >
      <Icon aria-hidden="true" className="size-4" />
      <span aria-live="polite">{copied ? t('copied') : label}</span>
    </Button>
  );
}
