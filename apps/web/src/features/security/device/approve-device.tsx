'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { useScopeText } from '../tokens/use-scope-text.ts';
import type { PendingDevice } from '@pixelboxx/shared';
import { Button, Card, TextField } from '@pixelboxx/ui';
import { useEffect, useRef, useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface Asked {
  readonly userCode: string;
  readonly device: PendingDevice;
}

/** Where a user types the code that a program shows, sees what it requests, and approves or denies it. */
export function ApproveDevice() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isAnother, setAnother] = useState(false);
  const [outcome, setOutcome] = useState<'approved' | 'denied' | null>(null);
  const leave = () => {
    setAsked(null);
    setAnother(true);
  };
  if (outcome) return <Outcome outcome={outcome} />;
  if (asked) return <Question {...asked} onDecided={setOutcome} onLeft={leave} />;
  return <CodeForm takesFocus={isAnother} onFound={setAsked} />;
}

interface CodeFormProps {
  /** It replaces the pressed button. */
  takesFocus: boolean;
  onFound: (asked: Asked) => void;
}

function CodeForm({ takesFocus, onFound }: CodeFormProps) {
  const tCommon = useTexts('common');
  const t = useTexts('security');
  const { client } = useSession();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ UserCodeRequest }) => UserCodeRequest,
    fieldNames: ['userCode'],
    codeFields: { DEVICE_CODE_INVALID: 'userCode' },
    submit: async (body) => onFound({ userCode: body.userCode, device: await client('device.lookUp', { body }) }),
  });
  const { setFocus } = form;
  useEffect(() => {
    if (takesFocus) setFocus('userCode');
  }, [takesFocus, setFocus]);
  return (
    <Card>
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...state} />
        <TextField
          label={tCommon('code')}
          description={t('deviceCodeText')}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          error={errorOf('userCode')}
          {...form.register('userCode')}
        />
        <Button type="submit" className="self-start" loading={state.submitting} disabled={state.blocked}>
          {tCommon('continue')}
        </Button>
      </form>
    </Card>
  );
}

interface QuestionProps extends Asked {
  readonly onDecided: (outcome: 'approved' | 'denied') => void;
  readonly onLeft: () => void;
}

function Question({ userCode, device, onDecided, onLeft }: QuestionProps) {
  const t = useTexts('security');
  const scopeText = useScopeText();
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const body = { userCode };
  const approve = useApiAction(async () => {
    await guarded(() => client('device.approve', { body }));
    onDecided('approved');
  });
  const deny = useApiAction(async () => {
    await client('device.deny', { body });
    onDecided('denied');
  });
  const failed = approve.failure === null ? deny : approve;
  return (
    <Card className="flex flex-col gap-5">
      <h2 ref={heading} tabIndex={-1} className="text-xl font-bold break-words outline-none">
        {t('letAct', { program: device.clientName })}
      </h2>
      <p>{t('wouldBeAllowed')}</p>
      <ul className="flex list-disc flex-col gap-1.5 ps-6">
        {device.scopes.map((scope) => (
          <li key={scope.name}>{scopeText(scope)}</li>
        ))}
      </ul>
      <p className="text-ink-soft">{t('sayYesOnly')}</p>
      <FormAlert {...failed} />
      <div className="flex flex-wrap gap-2">
        <Button loading={approve.running} disabled={approve.waitSeconds > 0} onClick={() => void approve.run()}>
          {t('allow')}
        </Button>
        <Button
          variant="secondary"
          loading={deny.running}
          disabled={deny.waitSeconds > 0}
          onClick={() => void deny.run()}
        >
          {t('refuse')}
        </Button>
        <Button variant="secondary" onClick={onLeft}>
          {t('anotherCode')}
        </Button>
      </div>
    </Card>
  );
}

function Outcome({ outcome }: { outcome: 'approved' | 'denied' }) {
  const t = useTexts('security');
  const said = useRef<HTMLParagraphElement>(null);
  // The pressed button is gone, and the focus with it.
  useEffect(() => said.current?.focus(), []);
  return (
    <Card>
      <p ref={said} tabIndex={-1} role="status" className="outline-none">
        {outcome === 'approved' ? t('approved') : t('denied')}
      </p>
    </Card>
  );
}
