import Link from 'next/link';
import type { ReactNode } from 'react';

export function EntranceHeading({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mb-7 flex flex-col gap-2">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{title}</h1>
      <p className="text-lg text-ink-soft">{children}</p>
    </div>
  );
}

/** The other way in, for those who took the wrong door. */
export function EntranceLink({ question, href, children }: { question: string; href: string; children: ReactNode }) {
  return (
    <p className="mt-7 text-center text-[0.9375rem] text-ink-soft">
      {question}{' '}
      <Link
        href={href}
        className="font-semibold text-brand underline decoration-2 underline-offset-4 hover:text-brand-strong"
      >
        {children}
      </Link>
    </p>
  );
}
