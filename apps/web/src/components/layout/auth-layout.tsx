'use client';
import { useEffect, useRef, type ReactNode } from 'react';
import { TextLink } from './page-link.tsx';

interface AuthHeadingProps {
  title: string;
  /** This replaces other content of the page: the focus of screen readers moves here. */
  takesOver?: boolean;
  children: ReactNode;
}

export function AuthHeading({ title, takesOver = false, children }: AuthHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesOver) heading.current?.focus();
  }, [takesOver]);
  return (
    <div className="mb-7 flex flex-col gap-2">
      <h1
        ref={heading}
        tabIndex={takesOver ? -1 : undefined}
        className="font-display text-4xl font-extrabold tracking-[-0.025em] outline-none"
      >
        {title}
      </h1>
      <div className="text-lg text-ink-soft">{children}</div>
    </div>
  );
}

/** A link to the other form, for users who came to the wrong one. */
export function AuthLink({ question, href, children }: { question: string; href: string; children: ReactNode }) {
  return (
    <p className="mt-7 text-center text-[0.9375rem] text-ink-soft">
      <span>{question}</span> <TextLink href={href}>{children}</TextLink>
    </p>
  );
}
