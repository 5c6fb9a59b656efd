import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { useEffect, useRef, useState, type RefObject, type SubmitEvent } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { loadContracts, type SchemaSource } from '@/lib/api/load-contracts.ts';
import { newId } from '@/lib/new-id.ts';
import { formFailure } from './form-failure.ts';
import { useCountdown } from './use-countdown.ts';
import { useEntries, type Checked, type Entries } from './use-entries.ts';
import { useHydrated } from '@/components/loading/use-hydrated.ts';

/** Fields contain text: the schema interprets it. */
type NameOf<Input> = keyof Input & string;

interface ApiFormOptions<Input, Output> {
  /** The schema of the entries. Not loaded before the user first touches the form. */
  schema: SchemaSource<Output, Input>;
  /** Names of the fields this form shows; messages about others are shown above the form. */
  fieldNames: readonly NameOf<Input>[];
  defaultValues?: Readonly<Partial<Record<NameOf<Input>, string>>>;
  /** Error codes that concern one field, besides those of `formFailure`. */
  codeFields?: Readonly<Record<string, NameOf<Input>>>;
  /**
   * Calls the API. Its errors are shown at the field or above the form; the entries stay. Pass `idempotencyKey` to endpoints
   * that accept an `Idempotency-Key` (all that change something for a signed-in user, except those that set cookies).
   */
  submit: (values: Output, idempotencyKey: string) => Promise<void>;
}

export interface ApiForm<Input, Output> {
  form: Pick<Entries<NameOf<Input>, Output>, 'register' | 'values' | 'setFocus' | 'reset' | 'submitted' | 'succeeded'>;
  /** For the `<form>`: POST and a submit button that is disabled until hydration keep entries out of the address bar. */
  formProps: { method: 'post'; noValidate: true; onFocus: () => void; onSubmit: (event: SubmitEvent) => void };
  failure: string | null;
  /** The API's error code for the last attempt. */
  failureCode: string | null;
  /** Seconds until the form can be sent again; 0 if it can be sent now. */
  waitSeconds: number;
  submitting: boolean;
  /** Whether the submit button must be disabled. */
  blocked: boolean;
  /** The message of a field, if it has one. */
  errorOf: (name: NameOf<Input>) => string | undefined;
}

/** A form validated by the contract's own schema here and by the API there, with both kinds of errors at the fields. */
export function useApiForm<Input, Output>(options: ApiFormOptions<Input, Output>): ApiForm<Input, Output> {
  const { schema, fieldNames, codeFields, submit } = options;
  const hydrated = useHydrated();
  const [failure, setFailure] = useState<{ message: string | null; code: string | null }>(none);
  const { secondsLeft: waitSeconds, start: startWaiting } = useCountdown();
  const sendOnce = useIdempotencyKey();
  const entries = useEntries<NameOf<Input>, Output>({
    names: fieldNames,
    defaults: options.defaultValues ?? {},
    check: schemaCheck(schema),
  });

  const send = async (values: Output) => {
    setFailure(none);
    try {
      await sendOnce(values, (key) => submit(values, key));
    } catch (error) {
      const { fields, message, code, retryAfterSeconds } = formFailure(error, fieldNames, codeFields);
      entries.tell(fields);
      setFailure({ message, code });
      startWaiting(retryAfterSeconds ?? 0);
    }
  };
  const message = failure.message ?? entries.messages['root'] ?? null;
  const sent = useRef<Element>(null);
  useAlertInView(sent, !entries.submitting && message !== null);
  return {
    form: entries,
    formProps: {
      method: 'post',
      noValidate: true,
      // Loads the checks before the user has entered anything.
      onFocus: () => void loadContracts().catch(() => undefined),
      onSubmit: (event) => {
        sent.current = event.currentTarget;
        void entries.submit(event, send);
      },
    },
    failure: message,
    failureCode: failure.code,
    waitSeconds,
    submitting: entries.submitting,
    blocked: !hydrated || waitSeconds > 0,
    errorOf: (name) => entries.messages[name],
  };
}

const none = { message: null, code: null };

/** Scrolls to the error above the form, which is out of view for a user who pressed the button below a long form. */
function useAlertInView(form: RefObject<Element | null>, hasFailed: boolean): void {
  useEffect(() => {
    if (hasFailed) form.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' });
  }, [form, hasFailed]);
}

/** Checks entries by a schema that is loaded when it is first needed. If that fails, nothing is sent and an error is shown. */
export function schemaCheck<Input, Output>(
  source: SchemaSource<Output, Input>,
): (entries: Readonly<Record<string, unknown>>) => Promise<Checked<Output>> {
  return async (entries) => {
    try {
      const contracts = await loadContracts();
      const schema = await source(contracts);
      const result = await schema.safeParseAsync(entries);
      if (result.success) return { values: result.data };
      const messages: Record<string, string> = {};
      for (const { path, message } of result.error.issues) messages[path.join('.') || 'root'] ??= message;
      return { messages: await contracts.inPageFieldWords(messages) };
    } catch {
      return { messages: { root: spokenTexts('common')('unreachable') } };
    }
  };
}

interface Attempt {
  readonly key: string;
  /** The values sent under this key, in comparable form. */
  readonly values: string;
}

/** Whether a failed attempt may have been carried out anyway, because no response ruled that out. */
function isUndecided(error: unknown): boolean {
  if (!isApiError(error)) return true;
  return error.status === 0 || error.status === 408 || error.status >= 500 || error.code === 'IDEMPOTENCY_IN_PROGRESS';
}

/**
 * The `Idempotency-Key` of a form. It stays the same for the same entries until their outcome is known, so that a retry after
 * a broken connection does nothing twice. Other entries get a new key, and so does the next attempt after a response.
 */
function useIdempotencyKey(): (entries: unknown, send: (key: string) => Promise<void>) => Promise<void> {
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

/** Represents a file as text: JSON would make any two files equal. */
function comparable(value: unknown): unknown {
  if (!(value instanceof Blob)) return value;
  const { size, type } = value;
  return value instanceof File ? { size, type, name: value.name, lastModified: value.lastModified } : { size, type };
}
