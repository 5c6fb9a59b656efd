import { useState } from 'react';
import { formFailure } from './form-failure.ts';
import { useCountdown } from './use-countdown.ts';

export interface ApiAction<Input extends unknown[]> {
  /** Runs the action, never twice at once; resolves to true on success. Never throws: an error becomes `failure`. */
  run: (...input: Input) => Promise<boolean>;
  running: boolean;
  failure: string | null;
  /** The API's error code. */
  failureCode: string | null;
  /** Seconds until a retry is allowed; 0 if it is allowed now. */
  waitSeconds: number;
}

/** An API action behind a button, with its failure and the time to wait if waiting helps. */
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
