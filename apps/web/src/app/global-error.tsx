'use client';
import { FailurePage } from '@/components/layout/failure-page.tsx';
import { fontVariables } from '@/components/theme/fonts.ts';
import './globals.css';

/** When even the frame around all pages failed. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" className={fontVariables}>
      <body>
        <title>Something went wrong · Pixelboxx</title>
        <main id="content">
          <FailurePage digest={error.digest} retry={() => window.location.reload()} />
        </main>
      </body>
    </html>
  );
}
