import { useState, type SubmitEvent } from 'react';
import { useForm, type DefaultValues, type FieldValues, type Path, type UseFormReturn } from 'react-hook-form';
import { loadContracts, type SchemaSource } from '@/lib/api/load-contracts.ts';
import { formFailure } from './form-failure.ts';
import { schemaResolver } from './schema-resolver.ts';
import { useCountdown } from './use-countdown.ts';
import { useIdempotencyKey } from './use-idempotency-key.ts';
import { useHydrated } from './use-hydrated.ts';

interface ApiFormOptions<Input extends FieldValues, Output> {
  /** What the entries must be. Not fetched before the form is first touched. */
  schema: SchemaSource<Output, Input>;
  /** Names of the fields this form shows; messages about others stand above the form. */
  fieldNames: readonly Path<Input>[];
  defaultValues?: DefaultValues<Input>;
  /** Fields that codes are about, besides those of `formFailure`. */
  codeFields?: Readonly<Record<string, Path<Input>>>;
  /**
   * Calls the API. What it throws is shown at the field or above the form; what was entered stays. Endpoints that take an
   * `Idempotency-Key` (all that change something for who is signed in, but those that set cookies) are given `idempotencyKey`.
   */
  submit: (values: Output, idempotencyKey: string) => Promise<void>;
}

export interface ApiForm<Input extends FieldValues, Output> {
  form: UseFormReturn<Input, unknown, Output>;
  /** For the `<form>`: POST and a submit button that waits for the page keep entries out of the address bar. */
  formProps: { method: 'post'; noValidate: true; onFocus: () => void; onSubmit: (event: SubmitEvent) => void };
  failure: string | null;
  /** Why the API refused the last attempt: its code. */
  failureCode: string | null;
  /** Seconds until the form may be sent again; 0 when it may be now. */
  waitSeconds: number;
  submitting: boolean;
  /** Whether the submit button must be disabled. */
  blocked: boolean;
  /** The message of a field, if it has one. */
  errorOf: (name: Path<Input>) => string | undefined;
}

/** A form checked by the contract's own schema here and by the API there, with both kinds of errors at the fields. */
export function useApiForm<Input extends FieldValues, Output extends FieldValues>(
  options: ApiFormOptions<Input, Output>,
): ApiForm<Input, Output> {
  const { schema, fieldNames, codeFields, submit } = options;
  const hydrated = useHydrated();
  const [failure, setFailure] = useState<{ message: string | null; code: string | null }>(none);
  const { secondsLeft: waitSeconds, start: startWaiting } = useCountdown();
  const sendOnce = useIdempotencyKey();
  const form = useForm<Input, unknown, Output>({
    resolver: schemaResolver(schema),
    ...(options.defaultValues && { defaultValues: options.defaultValues }),
  });

  const send = form.handleSubmit(async (values) => {
    setFailure(none);
    try {
      await sendOnce(values, (key) => submit(values, key));
    } catch (error) {
      const { fields, message, code, retryAfterSeconds } = formFailure(error, fieldNames, codeFields);
      const invalid = fieldNames.filter((name) => name in fields);
      for (const [index, name] of invalid.entries()) {
        form.setError(name, { type: 'server', message: fields[name] ?? '' }, { shouldFocus: index === 0 });
      }
      setFailure({ message, code });
      startWaiting(retryAfterSeconds ?? 0);
    }
  });
  const { isSubmitting, errors } = form.formState;
  return {
    form,
    formProps: {
      method: 'post',
      noValidate: true,
      // By the time something is entered, what checks it is here.
      onFocus: () => void loadContracts().catch(() => undefined),
      onSubmit: (event) => void send(event),
    },
    failure: failure.message ?? errors.root?.message ?? null,
    failureCode: failure.code,
    waitSeconds,
    submitting: isSubmitting,
    blocked: !hydrated || waitSeconds > 0,
    errorOf: (name) => form.getFieldState(name, form.formState).error?.message,
  };
}

const none = { message: null, code: null };
