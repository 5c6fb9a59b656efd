'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { PersonalToken } from '@pixelboxx/shared';
import { SquareTerminal } from 'lucide-react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface TokenListProps {
  tokens: readonly PersonalToken[];
  onRevoked: () => Promise<unknown>;
}

/** Each token with its scopes, its expiry, and a button that revokes it. */
export function TokenList({ tokens, onRevoked }: TokenListProps) {
  const t = useTexts('security');
  return (
    <ul aria-label={t('tokens')} className="flex flex-col divide-y divide-line">
      {tokens.map((token) => (
        <TokenRow key={token.id} token={token} onRevoked={onRevoked} />
      ))}
    </ul>
  );
}

function TokenRow({ token, onRevoked }: { token: PersonalToken; onRevoked: () => Promise<unknown> }) {
  const formats = useFormats();
  const t = useTexts('security');
  const { client } = useSession();
  const { id, name, scopes, createdAt, lastUsedAt, expiresAt } = token;
  const revoke = useApiAction(async () => {
    try {
      await client('personalToken.revoke', { params: { id } });
    } catch (error) {
      // Already ended: that is the desired result.
      if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
    }
    await onRevoked();
  });
  return (
    <li className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2.5 py-4 first:pt-0 last:pb-0 sm:grid-cols-[auto_1fr_auto]">
      <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-sunken text-ink-soft">
        <SquareTerminal aria-hidden="true" className="size-5.5" />
      </span>
      <div className="min-w-0">
        <p className="font-semibold break-words">{name}</p>
        <p className="font-mono text-sm break-words text-ink-soft">{scopes.join(' ')}</p>
        <p className="text-sm text-ink-faint">
          {t('tokenFacts', {
            used: lastUsedAt ? t('lastUsed', { when: formats.moment(lastUsedAt) }) : t('neverUsed'),
            made: formats.moment(createdAt),
            end: formats.date(expiresAt, { dateStyle: 'medium' }),
          })}
        </p>
      </div>
      <div className="col-start-2 justify-self-start sm:col-start-3">
        <ConfirmButton
          small
          danger
          label={t('end')}
          fullLabel={t('endNamed', { name })}
          title={t('endNamedTitle', { name })}
          text={t('endText')}
          confirmLabel={t('endToken')}
          onConfirm={revoke.run}
        />
      </div>
      {revoke.failure && (
        <div className="col-span-full">
          <FormAlert {...revoke} />
        </div>
      )}
    </li>
  );
}
