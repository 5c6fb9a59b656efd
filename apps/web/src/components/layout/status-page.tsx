import { LogoMark } from '@pixelboxx/ui';
import type { ReactNode } from 'react';

interface StatusPageProps {
  title: string;
  /** Announced when it appears in place of a page. */
  live?: boolean;
  children: ReactNode;
}

/** A full page about a problem: what happened, and what the user can do. */
export function StatusPage({ title, live = false, children }: StatusPageProps) {
  return (
    <div
      role={live ? 'alert' : undefined}
      className="mx-auto flex min-h-[65dvh] w-full max-w-md flex-col items-start justify-center gap-5 px-5 py-12"
    >
      <LogoMark className="size-12" />
      <h1 className="font-display text-3xl font-extrabold tracking-tight">{title}</h1>
      <div className="flex flex-col items-start gap-6 text-ink-soft">{children}</div>
    </div>
  );
}
