'use client';
import { useId, type ReactElement } from 'react';
import { cn } from '../class-names.ts';

interface Choice<Value extends string> {
  value: Value;
  label: string;
  icon?: ReactElement;
}

interface ChoiceGroupProps<Value extends string> {
  legend: string;
  choices: readonly Choice<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}

/** A choice of one of two or three, all visible. Based on radio buttons: arrow keys and forms work as usual. */
export function ChoiceGroup<Value extends string>({ legend, choices, value, onChange }: ChoiceGroupProps<Value>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-semibold text-ink-soft">{legend}</legend>
      <div className="inline-flex max-w-full flex-wrap gap-0.5 rounded-xl bg-sunken p-1">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cn(
              'flex min-h-9 cursor-pointer items-center gap-1.5 rounded-lg px-2.5 text-sm font-semibold transition-colors select-none sm:px-3 sm:whitespace-nowrap [&_svg]:shrink-0',
              'has-focus-visible:outline-[2.5px] has-focus-visible:outline-offset-2 has-focus-visible:outline-brand',
              choice.value === value
                ? 'bg-brand-soft text-brand inset-ring-[1.5px] inset-ring-brand'
                : 'text-ink-soft hover:text-ink',
            )}
          >
            <input
              type="radio"
              className="sr-only"
              {...{ name, value: choice.value }}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            {choice.icon}
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
