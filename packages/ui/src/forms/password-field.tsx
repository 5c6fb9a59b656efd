'use client';
import { useUiTexts } from '../ui-texts.ts';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { cn } from '../class-names.ts';
import { controlStyles, FieldFrame, type TextFieldProps } from './field.tsx';

/** A password field whose content the user can reveal while typing. */
export function PasswordField({ label, aside, description, error, className, after, ...input }: TextFieldProps) {
  const t = useUiTexts();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <FieldFrame {...{ label, aside, description, error, className, after }}>
      {(wiring) => (
        <div className="relative">
          <input
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            {...input}
            {...wiring}
            type={shown ? 'text' : 'password'}
            className={cn(controlStyles, 'pe-12')}
          />
          <button
            type="button"
            aria-label={t(shown ? 'Hide characters' : 'Show characters')}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-1 end-1 grid w-10 place-items-center rounded-lg text-ink-faint hover:text-ink"
          >
            <Icon aria-hidden="true" className="size-5" />
          </button>
        </div>
      )}
    </FieldFrame>
  );
}
