'use client';
import type { MailDelivery } from '@pixelboxx/shared';
import { ResendVerification } from '@/features/auth/index.ts';

const explanations = {
  BOUNCE: 'Mail to this address comes back, so we send nothing there, not even a link for a new password.',
  COMPLAINT: 'Somebody who reads this address called our mail unwanted, so we send nothing there any more.',
} as const;

/** That mail does not reach the owner, who else would not learn of it, and how to go on. */
export function MailTrouble({ trouble }: { trouble: NonNullable<MailDelivery['trouble']> }) {
  return (
    <div role="status" className="flex flex-col items-start gap-3 rounded-xl border-2 border-line-strong p-4">
      <p>
        <strong className="font-semibold">{explanations[trouble.reason]}</strong> Choose another address, or open the
        link that we send to this one if you ask for it.
      </p>
      <ResendVerification variant="secondary" size="small" />
    </div>
  );
}
