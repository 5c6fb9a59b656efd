'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { ScopeInfo } from '@pixelboxx/shared';
import { FieldError } from '@pixelboxx/ui';
import { useId, type Ref } from 'react';
import { useScopeText } from './use-scope-text.ts';

interface ScopeChoicesProps {
  scopes: readonly ScopeInfo[];
  chosen: ReadonlySet<string>;
  error: string | undefined;
  ref: Ref<HTMLFieldSetElement>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** The scopes, each with what it allows. */
export function ScopeChoices({ scopes, chosen, error, onChange, ref }: ScopeChoicesProps) {
  const t = useTexts('security');
  const scopeText = useScopeText();
  const errorId = useId();
  const toggle = (name: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(name);
    else next.delete(name);
    onChange(next);
  };
  return (
    <fieldset ref={ref} className="min-w-0" aria-describedby={error && errorId}>
      <legend className="mb-1.5 text-sm font-semibold text-ink-soft">{t('scopes')}</legend>
      {error && (
        <FieldError id={errorId} role="alert">
          {error}
        </FieldError>
      )}
      <div className="flex flex-col gap-1">
        {scopes.map((scope) => (
          <label
            key={scope.name}
            className="grid min-h-11 cursor-pointer grid-cols-[auto_1fr] gap-x-3 rounded-xl p-2.5 hover:bg-sunken"
          >
            <input
              type="checkbox"
              className="mt-0.5 size-5 shrink-0 accent-brand"
              checked={chosen.has(scope.name)}
              onChange={(event) => toggle(scope.name, event.currentTarget.checked)}
            />
            <span>{scopeText(scope)}</span>
            <span className="col-start-2 font-mono text-sm text-ink-faint">{scope.name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
