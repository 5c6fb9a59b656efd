'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Suppression } from '@pixelboxx/shared';
import { Badge, Card } from '@pixelboxx/ui';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { TextLink } from '@/components/layout/page-link.tsx';
import { isApiError } from '@/lib/api/api-failure.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

const reasons = { BOUNCE: 'bounce', COMPLAINT: 'complaint' } as const;

interface SuppressedAddressProps {
  suppression: Suppression;
  onLifted: () => void;
}

/** One address: its owner, why it gets no email, and the button that changes that. */
export function SuppressedAddress({ suppression, onLifted }: SuppressedAddressProps) {
  const t = useTexts('suppressed-addresses');
  const formats = useFormats();
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const { id, address, user, reason, reports, lastReportedAt } = suppression;
  const lift = useApiAction(async () => {
    try {
      await guarded(() => client('suppression.lift', { params: { id } }));
    } catch (error) {
      // Somebody else lifted it, or the owner has verified the address.
      if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
    }
    onLifted();
  });
  const name = address ?? t('accountGone');
  return (
    <li tabIndex={-1} aria-label={name} className="rounded-2xl">
      <Card className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 translate="no" className="min-w-0 font-display text-xl font-bold break-words">
            {name}
          </h2>
          <Badge tone="warning">{t(reasons[reason])}</Badge>
        </div>
        <div className="flex flex-wrap gap-x-3 text-ink-soft">
          <p>{t('told', { count: reports, when: formats.moment(lastReportedAt) })}</p>
          {user && <TextLink href={`/admin/${user.id}`}>{user.username}</TextLink>}
        </div>
        <FormAlert {...lift} />
        <div>
          <ConfirmButton
            small
            label={t('again')}
            fullLabel={t('againNamed', { name })}
            title={t('againTitle')}
            text={t('againText')}
            confirmLabel={t('again')}
            onConfirm={lift.run}
          />
        </div>
      </Card>
    </li>
  );
}
