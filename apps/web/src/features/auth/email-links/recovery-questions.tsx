import type { RecoveryFactor } from '@pixelboxx/shared';
import { ChoiceGroup, TextField } from '@pixelboxx/ui';
import { useEffect, useRef } from 'react';

export interface RecoveryAnswers {
  readonly code: string;
  /** Ids of passkeys that are not hers. */
  readonly removed: readonly string[];
}

interface RecoveryQuestionsProps {
  factors: readonly RecoveryFactor[];
  answers: RecoveryAnswers;
  onChange: (answers: RecoveryAnswers) => void;
}

const calendar = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const whoseChoices = [
  { value: 'mine', label: 'Mine' },
  { value: 'not-mine', label: 'Not mine' },
] as const;

/** After a theft: what else can sign in, and whose it is. The focus goes here when it appears. */
export function RecoveryQuestions({ factors, answers, onChange }: RecoveryQuestionsProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="recovery-questions" className="flex flex-col gap-5">
      <div>
        <h2 id="recovery-questions" ref={heading} tabIndex={-1} className="font-display text-xl font-bold outline-none">
          Are these yours?
        </h2>
        <p className="mt-1 text-ink-soft">
          Besides the password, this can sign in to your account. Nothing that a stranger has added shall stay.
        </p>
      </div>
      {factors.map((factor) => (
        <Question key={factor.id ?? factor.kind} {...{ factor, answers, onChange }} />
      ))}
    </section>
  );
}

function Question({ factor, answers, onChange }: Omit<RecoveryQuestionsProps, 'factors'> & { factor: RecoveryFactor }) {
  const { id, kind, name, addedAt, needsProof } = factor;
  const added = calendar.format(new Date(addedAt));
  if (kind === 'TOTP') {
    if (!needsProof) {
      return (
        <p key="stays" className="text-ink-soft">
          {`Your authenticator app, set up on ${added}, stays. You will need its code.`}
        </p>
      );
    }
    return (
      <TextField
        label="Code from your authenticator app"
        description={`Codes were set up on ${added}. Enter one to keep them. Not yours? Leave this empty, and they go.`}
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
        {`The passkey “${name}”, added on ${added}, goes. If it is yours, add it again once you are in.`}
      </p>
    );
  }
  const isRemoved = answers.removed.includes(id);
  return (
    <ChoiceGroup
      legend={`The passkey “${name}”, added on ${added}`}
      choices={whoseChoices}
      value={isRemoved ? 'not-mine' : 'mine'}
      onChange={(whose) => {
        const others = answers.removed.filter((other) => other !== id);
        onChange({ ...answers, removed: whose === 'mine' ? others : [...others, id] });
      }}
    />
  );
}
