'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { ProofMode, ProofOfWork } from '@pixelboxx/shared';
import { Badge, Button, Card, ChoiceGroup, Skeleton } from '@pixelboxx/ui';
import { useEffect, useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

const modes = { OFF: 'never', AUTO: 'underAttack', ON: 'always' } as const satisfies Record<ProofMode, string>;

/** When browsers need a proof of work to sign in or up: the current setting, which administrators change for everybody. */
export function ProofSwitch() {
  const formats = useFormats();
  const t = useTexts('attacks');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [proofOfWork, setProofOfWork] = useState<ProofOfWork | null>(null);
  const [said, setSaid] = useState('');
  const choices = (['OFF', 'AUTO', 'ON'] as const).map((value) => ({ value, label: t(modes[value]) }));
  const look = useApiAction(async () => setProofOfWork(await client('proofOfWork.read')));
  const choose = useApiAction(async (mode: ProofMode | null) => {
    setSaid('');
    const next = await guarded(() => client('proofOfWork.choose', { body: { mode } }));
    setProofOfWork(next);
    setSaid(t('checked', { mode: t(`${modes[next.mode]}Within`) }));
  });
  useEffect(() => {
    void look.run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the page is opened
  }, []);
  return (
    <>
      <p className="text-ink-soft">{t('about')}</p>
      <FormAlert {...(choose.failure ? choose : look)} />
      {!proofOfWork && look.failure && (
        <Button variant="secondary" loading={look.running} onClick={() => void look.run()}>
          {tCommon('tryAgain')}
        </Button>
      )}
      {!proofOfWork && !look.failure && <Skeleton className="h-40 w-full rounded-2xl" />}
      {proofOfWork && (
        <Card className="flex flex-col items-start gap-5">
          <Badge tone={proofOfWork.isActive ? 'warning' : 'plain'}>
            {proofOfWork.isActive ? t('checkedNow') : t('notCheckedNow')}
          </Badge>
          <p>{t('attempts', { count: proofOfWork.attempts, threshold: formats.number(proofOfWork.threshold) })}</p>
          <ChoiceGroup
            legend={t('legend')}
            choices={choices}
            value={proofOfWork.mode}
            onChange={(mode) => void choose.run(mode)}
          />
          <p role="status" className="font-medium empty:hidden">
            {said}
          </p>
          {proofOfWork.chosenAt !== null && (
            <p className="text-ink-soft">
              {t('chosen', {
                when: formats.moment(proofOfWork.chosenAt),
                mode: t(`${modes[proofOfWork.configuredMode]}Within`),
              })}
            </p>
          )}
          <div className="flex flex-wrap gap-3">
            <Button variant="secondary" size="small" loading={look.running} onClick={() => void look.run()}>
              {tCommon('lookAgain')}
            </Button>
            {proofOfWork.chosenMode !== null && (
              <Button variant="secondary" size="small" loading={choose.running} onClick={() => void choose.run(null)}>
                {t('backTo', { mode: t(`${modes[proofOfWork.configuredMode]}Within`) })}
              </Button>
            )}
          </div>
        </Card>
      )}
    </>
  );
}
