import Link from 'next/link';
import type { ReactNode } from 'react';

export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="font-semibold text-brand underline decoration-2 underline-offset-4 hover:text-brand-strong"
    >
      {children}
    </Link>
  );
}
