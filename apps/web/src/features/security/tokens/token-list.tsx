'use client';
import type { PersonalToken } from '@pixelboxx/shared';
import { SquareTerminal } from 'lucide-react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { formatMoment } from '@/lib/format/format-moment.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface TokenListProps {
  tokens: readonly PersonalToken[];
  onRevoked: () => Promise<unknown>;
}

/** Each with what it may do, how long, and a button that ends it. */
export function TokenList({ tokens, onRevoked }: TokenListProps) {
  return (
    <ul aria-label="Access tokens" className="flex flex-col divide-y divide-line">
      {tokens.map((token) => (
        <TokenRow key={token.id} token={token} onRevoked={onRevoked} />
      ))}
    </ul>
  );
}

function TokenRow({ token, onRevoked }: { token: PersonalToken; onRevoked: () => Promise<unknown> }) {
  const { client } = useSession();
  const { id, name, scopes, createdAt, lastUsedAt, expiresAt } = token;
  const revoke = useApiAction(async () => {
    try {
      await client('personalToken.revoke', { params: { id } });
    } catch (error) {
      // Already over: that is what was asked for.
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
          {(lastUsedAt ? `Last used ${formatMoment(lastUsedAt)}` : 'Never used') +
            ` · made ${formatMoment(createdAt)} · until ${formatDay(expiresAt)}`}
        </p>
      </div>
      <div className="col-start-2 justify-self-start sm:col-start-3">
        <ConfirmButton
          small
          danger
          label="End"
          fullLabel={`End ${name}`}
          title={`End “${name}”?`}
          text="Whatever uses it stops working at once."
          confirmLabel="End token"
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

const formatDay = (moment: string): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(new Date(moment));
