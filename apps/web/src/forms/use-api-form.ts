import { zodResolver } from '@hookform/resolvers/zod';
import { useState, type SubmitEvent } from 'react';
import { useForm, type DefaultValues, type FieldValues, type Path, type UseFormReturn } from 'react-hook-form';
import type { z } from 'zod';
import { formFailure } from './form-failure.ts';
import { useCountdown } from './use-countdown.ts';
import { useHydrated } from './use-hydrated.ts';

interface ApiFormOptions<Input extends FieldValues, Output> {
  schema: z.ZodType<Output, Input>;
  /** Names of the fields this form shows; messages about others stand above the form. */
  fieldNames: readonly Path<Input>[];
  defaultValues?: DefaultValues<Input>;
  /** Calls the API. What it throws is shown at the field or above the form; what was entered stays. */
  submit: (values: Output) => Promise<void>;
}

export interface ApiForm<Input extends FieldValues, Output> {
  form: UseFormReturn<Input, unknown, Output>;
  /** For the `<form>`: POST and a submit button that waits for the page keep entries out of the address bar. */
  formProps: { method: 'post'; noValidate: true; onSubmit: (event: SubmitEvent) => void };
  failure: string | null;
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
  const hydrated = useHydrated();
  const [failure, setFailure] = useState<string | null>(null);
  const { secondsLeft: waitSeconds, start: startWaiting } = useCountdown();
  const form = useForm<Input, unknown, Output>({
    resolver: zodResolver(options.schema),
    ...(options.defaultValues && { defaultValues: options.defaultValues }),
  });

  const send = form.handleSubmit(async (values) => {
    setFailure(null);
    try {
      await options.submit(values);
    } catch (error) {
      const { fields, message, retryAfterSeconds } = formFailure(error, options.fieldNames);
      const invalid = options.fieldNames.filter((name) => name in fields);
      for (const [index, name] of invalid.entries()) {
        form.setError(name, { type: 'server', message: fields[name] ?? '' }, { shouldFocus: index === 0 });
      }
      setFailure(message);
      startWaiting(retryAfterSeconds ?? 0);
    }
  });
  const { isSubmitting } = form.formState;
  return {
    form,
    formProps: { method: 'post', noValidate: true, onSubmit: (event) => void send(event) },
    failure,
    waitSeconds,
    submitting: isSubmitting,
    blocked: !hydrated || waitSeconds > 0,
    errorOf: (name) => form.getFieldState(name, form.formState).error?.message,
  };
}
