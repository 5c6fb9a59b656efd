'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { useId } from 'react';

interface SubjectChoiceProps {
  /** All subjects; null while they are loading. */
  all: readonly string[] | null;
  /** Empty for all. */
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

const box = 'size-5 shrink-0 accent-brand';

/** Which events are sent: all, including future types, or some. */
export function SubjectChoice({ all, chosen, onChange }: SubjectChoiceProps) {
  const t = useTexts('webhooks');
  const tCommon = useTexts('common');
  const textId = useId();
  const toggle = (subject: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, subject] : chosen.filter((other) => other !== subject));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2" aria-describedby={textId}>
      <legend className="mb-1.5 text-[0.9375rem] font-semibold">{t('events')}</legend>
      <p id={textId} className="text-sm text-ink-faint">
        {t('eventsText')}
      </p>
      <div
        translate="no"
        className="grid max-h-64 gap-x-4 overflow-y-auto rounded-xl border border-line-strong p-3 sm:grid-cols-2"
      >
        {all?.map((subject) => (
          <label key={subject} className="flex min-h-11 cursor-pointer items-center gap-2.5 font-mono text-sm">
            <input
              type="checkbox"
              className={box}
              checked={chosen.includes(subject)}
              onChange={({ target }) => toggle(subject, target.checked)}
            />
            <span className="min-w-0 [overflow-wrap:anywhere]">{subject}</span>
          </label>
        ))}
        {!all && <p className="p-2 text-ink-soft">{tCommon('loading')}</p>}
      </div>
    </fieldset>
  );
}
