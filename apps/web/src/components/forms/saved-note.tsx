import { Check } from 'lucide-react';
import type { ReactNode } from 'react';

/** How often something was saved since the page opened: 0 shows nothing, and every change is announced. */
export type Saved = number;

/** Shows and announces that something was saved. Always on the page, so that screen readers announce its content. */
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
