import { Logo } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';

/** For pages that need no account: the logo, linked to the front page. */
export function PlainHeader() {
  return (
    <header className="mx-auto w-full max-w-6xl px-4 py-5 sm:px-6">
      <PageLink href="/" className="flex h-10 w-fit items-center rounded-lg">
        <Logo />
      </PageLink>
    </header>
  );
}
