'use client';
import { useRouter } from 'next/navigation';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';

interface PageLinkProps extends ComponentProps<'a'> {
  /** A path of this site. */
  href: string;
}

/**
 * A link to another page of this site, which replaces this one without a full page load. The other page's data is loaded
 * once the user is about to go there, not for every link that comes into view: pages differ by visitor, so each of those
 * would be rendered in vain. Next's own link does that, and weighs four times as much.
 */
export function PageLink({ href, children, onClick, onPointerEnter, onFocus, ...rest }: PageLinkProps) {
  const router = useRouter();
  const prepare = () => router.prefetch(href);
  return (
    <a
      {...rest}
      href={href}
      onPointerEnter={(event) => {
        onPointerEnter?.(event);
        prepare();
      }}
      onFocus={(event) => {
        onFocus?.(event);
        prepare();
      }}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || isForTheBrowser(event)) return;
        event.preventDefault();
        router.push(href);
      }}
    >
      {children}
    </a>
  );
}

/** Whether the click opens a tab or a window, or saves the target. */
function isForTheBrowser(event: MouseEvent<HTMLAnchorElement>): boolean {
  const { target } = event.currentTarget;
  const hasKeys = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return hasKeys || event.button !== 0 || (target !== '' && target !== '_self');
}

/** A link within a text. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <PageLink
      href={href}
      className="font-semibold text-brand underline decoration-2 underline-offset-4 hover:text-brand-strong"
    >
      {children}
    </PageLink>
  );
}
