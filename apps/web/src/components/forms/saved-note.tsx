import { Check } from 'lucide-react';
import type { ReactNode } from 'react';

/** How often something was saved since the page opened: 0 says nothing yet, and every change is news. */
export type Saved = number;

/** Says that something was saved, to eyes and ears. Always in the page, so that what appears in it is announced. */
export function SavedNote({ saved, children }: { saved: Saved; children: ReactNode }) {
  return (
    <p role="status" className="text-[0.9375rem] font-medium text-brand empty:hidden">
      {saved > 0 && (
        <span key={saved} className="inline-flex animate-appear items-center gap-1.5">
          <Check aria-hidden="true" className="size-4.5" />
          <span>{children}</span>
        </span>
      )}
    </p>
  );
}
