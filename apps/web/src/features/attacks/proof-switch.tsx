'use client';
import type { ProofMode, ProofOfWork } from '@pixelboxx/shared';
import { Badge, Button, Card, ChoiceGroup, Skeleton } from '@pixelboxx/ui';
import { useEffect, useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { formatMoment } from '@/lib/format/format-moment.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

const choices = [
  { value: 'OFF', label: 'Never' },
  { value: 'AUTO', label: 'Under attack' },
  { value: 'ON', label: 'Always' },
] as const satisfies { value: ProofMode; label: string }[];

const labelOf = (mode: ProofMode) => choices.find(({ value }) => value === mode)?.label ?? mode;

/** When browsers must work before they sign in or up: as it is, and for an administrator to choose, for everybody at once. */
export function ProofSwitch() {
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [proofOfWork, setProofOfWork] = useState<ProofOfWork | null>(null);
  const [said, setSaid] = useState('');
  const look = useApiAction(async () => setProofOfWork(await client('proofOfWork.read')));
  const choose = useApiAction(async (mode: ProofMode | null) => {
    setSaid('');
    const next = await guarded(() => client('proofOfWork.choose', { body: { mode } }));
    setProofOfWork(next);
    setSaid(`Browsers are checked: ${labelOf(next.mode).toLowerCase()}.`);
  });
  useEffect(() => {
    void look.run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the page is opened
  }, []);
  return (
    <>
      <p className="text-ink-soft">
        When many sign-ins fail, or accounts are made by programs, browsers can be made to work for a moment before they
        sign in, sign up or ask for a new password. Nobody has to do anything; programs pay for every try.
      </p>
      <FormAlert {...(choose.failure ? choose : look)} />
      {!proofOfWork && look.failure && (
        <Button variant="secondary" loading={look.running} onClick={() => void look.run()}>
          Try again
        </Button>
      )}
      {!proofOfWork && !look.failure && <Skeleton className="h-40 w-full rounded-2xl" />}
      {proofOfWork && (
        <Card className="flex flex-col items-start gap-5">
          <Badge tone={proofOfWork.isActive ? 'warning' : 'plain'}>
            {proofOfWork.isActive ? 'Browsers are checked right now' : 'Browsers are not checked right now'}
          </Badge>
          <p>{describeAttempts(proofOfWork)}</p>
          <ChoiceGroup
            legend="Check browsers"
            choices={choices}
            value={proofOfWork.mode}
            onChange={(mode) => void choose.run(mode)}
          />
          <p role="status" className="font-medium empty:hidden">
            {said}
          </p>
          {proofOfWork.chosenAt !== null && (
            <p className="text-ink-soft">
              {`An administrator chose this ${formatMoment(proofOfWork.chosenAt)}. The service is set to: ${labelOf(proofOfWork.configuredMode).toLowerCase()}.`}
            </p>
          )}
          <div className="flex flex-wrap gap-3">
            <Button variant="secondary" size="small" loading={look.running} onClick={() => void look.run()}>
              Look again
            </Button>
            {proofOfWork.chosenMode !== null && (
              <Button variant="secondary" size="small" loading={choose.running} onClick={() => void choose.run(null)}>
                {`Back to the setting: ${labelOf(proofOfWork.configuredMode).toLowerCase()}`}
              </Button>
            )}
          </div>
        </Card>
      )}
    </>
  );
}

const numberFormat = new Intl.NumberFormat('en');

function describeAttempts({ attempts, threshold }: ProofOfWork): string {
  const counted = attempts === 1 ? '1 attempt' : `${numberFormat.format(attempts)} attempts`;
  return `${counted} in the last minute: sign-ins that failed, sign-ups and new passwords asked for. More than ${numberFormat.format(threshold)} are an attack.`;
}
