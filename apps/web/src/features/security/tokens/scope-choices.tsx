'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { ScopeInfo } from '@pixelboxx/shared';
import { useScopeText } from './use-scope-text.ts';

interface ScopeChoicesProps {
  scopes: readonly ScopeInfo[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** Each permission with what it allows, in words. */
export function ScopeChoices({ scopes, chosen, onChange }: ScopeChoicesProps) {
  const t = useTexts('security');
  const scopeText = useScopeText();
  const toggle = (name: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(name);
    else next.delete(name);
    onChange(next);
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-semibold text-ink-soft">{t('scopes')}</legend>
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
