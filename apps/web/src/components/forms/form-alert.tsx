'use client';
import { Alert, type Elements } from '@pixelboxx/ui';

interface FormAlertProps {
  failure: string | null;
  waitSeconds: number;
  /** What else can be done about it. */
  children?: Elements;
}

/** What went wrong with the whole form, and for how long to wait when waiting helps. */
export function FormAlert({ failure, waitSeconds, children }: FormAlertProps) {
  if (!failure) return null;
  return (
    <Alert tone={waitSeconds > 0 ? 'warning' : 'danger'} title={failure}>
      {waitSeconds > 0 && <p aria-live="off">{`You can try again in ${formatWait(waitSeconds)}.`}</p>}
      {children}
    </Alert>
  );
}

function formatWait(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} minutes`;
}
