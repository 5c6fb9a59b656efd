import { useState } from 'react';
import { formFailure } from './form-failure.ts';
import { useCountdown } from './use-countdown.ts';

export interface ApiAction<Input extends unknown[]> {
  /** Does it once at a time; resolves true when it is done. Throws nothing: what went wrong becomes `failure`. */
  run: (...input: Input) => Promise<boolean>;
  running: boolean;
  failure: string | null;
  /** Why the API refused: its code. */
  failureCode: string | null;
  /** Seconds until it may be tried again; 0 when it may be now. */
  waitSeconds: number;
}

/** Something a button does by the API, with its failure and the time to wait when waiting helps. */
export function useApiAction<Input extends unknown[]>(work: (...input: Input) => Promise<unknown>): ApiAction<Input> {
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<{ message: string | null; code: string | null }>(none);
  const { secondsLeft: waitSeconds, start: startWaiting } = useCountdown();
  const run = async (...input: Input) => {
    if (running || waitSeconds > 0) return false;
    setRunning(true);
    setFailure(none);
    try {
      await work(...input);
      return true;
    } catch (error) {
      const { message, code, retryAfterSeconds } = formFailure(error, []);
      setFailure({ message, code });
      startWaiting(retryAfterSeconds ?? 0);
      return false;
    } finally {
      setRunning(false);
    }
  };
  return { run, running, failure: failure.message, failureCode: failure.code, waitSeconds };
}

const none = { message: null, code: null };
