import { useRef } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { newId } from '@/lib/new-id.ts';

interface Attempt {
  readonly key: string;
  /** What was sent under it, comparable. */
  readonly values: string;
}

/** Whether a failed attempt may have been carried out all the same: nobody said that it was not. */
function isUndecided(error: unknown): boolean {
  if (!isApiError(error)) return true;
  return error.status === 0 || error.status === 408 || error.status >= 500 || error.code === 'IDEMPOTENCY_IN_PROGRESS';
}

/**
 * The `Idempotency-Key` of a form: the same for the same entries until it is known what became of them, so that sending
 * once more after a broken connection does nothing twice; another one for other entries, and after an answer.
 */
export function useIdempotencyKey(): (entries: unknown, send: (key: string) => Promise<void>) => Promise<void> {
  const attempt = useRef<Attempt | null>(null);
  return async (entries, send) => {
    const values = JSON.stringify(entries, (_name, value: unknown) => comparable(value));
    const current = attempt.current?.values === values ? attempt.current : { key: newId(), values };
    attempt.current = current;
    try {
      await send(current.key);
    } catch (error) {
      if (!isUndecided(error) && attempt.current === current) attempt.current = null;
      throw error;
    }
    if (attempt.current === current) attempt.current = null;
  };
}

/** A file in words: JSON would make the same of any two. */
function comparable(value: unknown): unknown {
  if (!(value instanceof Blob)) return value;
  const { size, type } = value;
  return value instanceof File ? { size, type, name: value.name, lastModified: value.lastModified } : { size, type };
}
