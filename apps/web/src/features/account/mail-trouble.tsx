'use client';
import { Rich } from '@/lib/texts/rich.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { MailDelivery } from '@pixelboxx/shared';
import { ResendVerification } from '@/features/auth/index.ts';

const explanations = { BOUNCE: 'mailBounces', COMPLAINT: 'mailUnwanted' } as const;

/** Tells the owner that email does not reach them, which they would not learn otherwise, and what to do about it. */
export function MailTrouble({ trouble }: { trouble: NonNullable<MailDelivery['trouble']> }) {
  const t = useTexts('account');
  return (
    <div role="status" className="flex flex-col items-start gap-3 rounded-xl border-2 border-line-strong p-4">
      <p>
        <Rich>
          {t.rich(explanations[trouble.reason], {
            strong: (why) => <strong className="font-semibold">{why}</strong>,
          })}
        </Rich>
      </p>
      <ResendVerification variant="secondary" size="small" />
    </div>
  );
}
