import type { RecoveryFactor } from '@pixelboxx/shared';
import { ChoiceGroup, TextField } from '@pixelboxx/ui';
import { useEffect, useRef } from 'react';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

export interface RecoveryAnswers {
  readonly code: string;
  /** Ids of passkeys that do not belong to the owner. */
  readonly removed: readonly string[];
}

interface RecoveryQuestionsProps {
  factors: readonly RecoveryFactor[];
  answers: RecoveryAnswers;
  onChange: (answers: RecoveryAnswers) => void;
}

/** After a theft: which other factors can sign in, and whose they are. Takes the focus when it appears. */
export function RecoveryQuestions({ factors, answers, onChange }: RecoveryQuestionsProps) {
  const t = useTexts('reset-password');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="recovery-questions" className="flex flex-col gap-5">
      <div>
        <h2 id="recovery-questions" ref={heading} tabIndex={-1} className="font-display text-xl font-bold outline-none">
          {t('yours')}
        </h2>
        <p className="mt-1 text-ink-soft">{t('yoursText')}</p>
      </div>
      {factors.map((factor) => (
        <Question key={factor.id ?? factor.kind} {...{ factor, answers, onChange }} />
      ))}
    </section>
  );
}

function Question({ factor, answers, onChange }: Omit<RecoveryQuestionsProps, 'factors'> & { factor: RecoveryFactor }) {
  const t = useTexts('reset-password');
  const formats = useFormats();
  const { id, kind, addedAt, needsProof } = factor;
  const name = factor.name ?? '';
  const day = formats.date(addedAt, { dateStyle: 'long', timeZone: 'UTC' });
  if (kind === 'TOTP') {
    if (!needsProof) {
      return (
        <p key="stays" className="text-ink-soft">
          {t('appStays', { day })}
        </p>
      );
    }
    return (
      <TextField
        label={t('appCode')}
        description={t('appCodeText', { day })}
        autoComplete="one-time-code"
        inputMode="numeric"
        value={answers.code}
        onChange={({ target }) => onChange({ ...answers, code: target.value })}
      />
    );
  }
  if (needsProof || id === null) {
    return (
      <p key="goes" className="break-words text-ink-soft">
        {t('passkeyGoes', { name, day })}
      </p>
    );
  }
  const isRemoved = answers.removed.includes(id);
  return (
    <ChoiceGroup
      legend={t('passkey', { name, day })}
      choices={[
        { value: 'mine', label: t('mine') },
        { value: 'not-mine', label: t('notMine') },
      ]}
      value={isRemoved ? 'not-mine' : 'mine'}
      onChange={(whose) => {
        const others = answers.removed.filter((other) => other !== id);
        onChange({ ...answers, removed: whose === 'mine' ? others : [...others, id] });
      }}
    />
  );
}
