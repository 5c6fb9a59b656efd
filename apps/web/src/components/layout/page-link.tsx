'use client';
import { useRouter } from 'next/navigation';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';

interface PageLinkProps extends ComponentProps<'a'> {
  /** A path of this site. */
  href: string;
}

/**
 * A link to another page of this site, which takes the place of this one without loading everything anew. What that
 * page needs first is fetched once somebody is about to go there, and not for every link that comes into view: pages
 * differ by visitor, so each of those would be rendered for nothing. Next's own link does, and weighs four times as much.
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

/** Opens a tab or a window, or saves what is there. */
function isForTheBrowser(event: MouseEvent<HTMLAnchorElement>): boolean {
  const { target } = event.currentTarget;
  const hasKeys = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return hasKeys || event.button !== 0 || (target !== '' && target !== '_self');
}

/** One within a text. */
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
