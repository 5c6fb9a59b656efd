import { Logo } from '@pixelboxx/ui';
import Link from 'next/link';

/** For pages that need nobody's account: the mark, and the way to the front page. */
export function PlainHeader() {
  return (
    <header className="mx-auto w-full max-w-6xl px-4 py-5 sm:px-6">
      <Link href="/" className="inline-block rounded-lg">
        <Logo />
      </Link>
    </header>
  );
}
