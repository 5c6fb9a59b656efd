'use client';
import { Button } from '@pixelboxx/ui';
import { StatusPage } from './status-page.tsx';

interface FailurePageProps {
  /** By which the server's log can be searched. */
  digest: string | undefined;
  retry: () => void;
}

export function FailurePage({ digest, retry }: FailurePageProps) {
  return (
    <StatusPage title="That didn’t work" live>
      <p>Something went wrong on our side. Nothing you did, and nothing of yours is lost.</p>
      <Button onClick={retry}>Try again</Button>
      {digest && <p className="text-sm text-ink-faint">{`If it keeps happening, tell us this number: ${digest}`}</p>}
    </StatusPage>
  );
}
