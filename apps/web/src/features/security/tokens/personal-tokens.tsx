'use client';
import type { NewPersonalToken, PersonalToken, PersonalTokenList } from '@pixelboxx/shared';
import { Button, Skeleton } from '@pixelboxx/ui';
import { SquareTerminal } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { formatMoment } from '@/lib/format/format-moment.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { FreshToken } from './fresh-token.tsx';

const CreateTokenForm = dynamic(() =>
  retryImport(() => import('./create-token-form.tsx')).then(({ CreateTokenForm }) => CreateTokenForm),
);

/** What programs of the user's may do for them. */
export function PersonalTokens() {
  const { client } = useSession();
  const [list, setList] = useState<PersonalTokenList | null>(null);
  const [fresh, setFresh] = useState<NewPersonalToken | null>(null);
  const look = useApiAction(async () => setList(await client('personalToken.list')));
  const { run } = look;
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the page appears
  }, []);
  return (
    <SettingsCard
      title="Access tokens"
      about="Let a program of yours, such as a script, do some things for you without your password."
    >
      <FormAlert {...look} />
      {list === null && look.failure === null && (
        <div role="status">
          <span className="sr-only">Loading…</span>
          <Skeleton className="h-16 w-full rounded-xl" />
        </div>
      )}
      {list === null && look.failure !== null && (
        <Button
          variant="secondary"
          className="self-start"
          loading={look.running}
          disabled={look.waitSeconds > 0}
          onClick={() => void run()}
        >
          Try again
        </Button>
      )}
      {list && list.items.length > 0 && (
        <ul aria-label="Access tokens" className="flex flex-col divide-y divide-line">
          {list.items.map((token) => (
            <TokenRow key={token.id} token={token} onRevoked={run} />
          ))}
        </ul>
      )}
      {fresh && <FreshToken token={fresh} onSaved={() => setFresh(null)} />}
      {list && !fresh && (
        <OpeningForm label="Make a token" savedText={null}>
          {({ close }) => (
            <CreateTokenForm
              scopes={list.scopes}
              close={close}
              onMade={async (made) => {
                setFresh(made);
                await run();
              }}
            />
          )}
        </OpeningForm>
      )}
    </SettingsCard>
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
