import { useCallback, useEffect, useRef, useState, type ChangeEvent, type SubmitEvent } from 'react';

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
/** Entries by field name; absent until a value is known. */
type Values = Readonly<Record<string, string | undefined>>;
/** Error messages by field name; `root` concerns no field of the form. */
export type Messages = Readonly<Record<string, string>>;

/** The parsed entries, or the first error of each field, by its name. */
export type Checked<Output> = { readonly values: Output } | { readonly messages: Readonly<Record<string, string>> };

interface EntriesOptions<Name extends string, Output> {
  /** The field names in reading order. */
  names: readonly Name[];
  defaults: Values;
  check: (entries: Record<string, string>) => Promise<Checked<Output>>;
}

interface Registered<Name extends string> {
  name: Name;
  defaultValue: string | undefined;
  ref: (control: Control | null) => void;
  onChange: (event: ChangeEvent<Control>) => void;
}

export interface Entries<Name extends string, Output> {
  /** For a field's control. After the form was sent, a change validates the field, and those in `also` that depend on it. */
  register: (name: Name, also?: readonly Name[]) => Registered<Name>;
  /** The values as typed so far. */
  values: Values;
  messages: Messages;
  /** Adds error messages, and moves the focus to the first field among them. */
  tell: (messages: Messages) => void;
  setFocus: (name: Name) => void;
  /** Clears the form for the next entry, even while it is being sent. */
  reset: () => void;
  submitting: boolean;
  submitted: boolean;
  /** The last submission had no errors, neither before it was sent nor afterwards. */
  succeeded: boolean;
  /** Validates everything. Calls `send` with the parsed values, or moves the focus to the first invalid field. */
  submit: (event: SubmitEvent, send: (values: Output) => Promise<void>) => Promise<void>;
}

function valuesOf(controls: ReadonlyMap<string, Control>): Record<string, string> {
  return Object.fromEntries([...controls].map(([name, { value }]) => [name, value]));
}

/** The controls of a form by field name, and their values. */
function useControls<Name extends string>(defaults: Values) {
  const controls = useRef(new Map<Name, Control>());
  const [values, setValues] = useState(defaults);
  const entered = () => valuesOf(controls.current);
  useEffect(() => {
    const now = valuesOf(controls.current);
    if (Object.values(now).some(Boolean)) setValues((known) => ({ ...known, ...now }));
  }, []);

  const hold = (name: Name, onChanged: () => void): Registered<Name> => ({
    name,
    defaultValue: defaults[name],
    ref: (control) => {
      if (control) controls.current.set(name, control);
      else controls.current.delete(name);
    },
    onChange: ({ target }) => {
      setValues((known) => ({ ...known, [name]: target.value }));
      onChanged();
    },
  });
  const setFocus = useCallback((name: Name) => controls.current.get(name)?.focus(), []);
  const empty = () => {
    const [control] = controls.current.values();
    control?.form?.reset();
    setValues(defaults);
  };
  return { values, entered, hold, setFocus, empty };
}

/**
 * The values of a form. The controls hold them, so values that were typed, pasted or filled in by a password manager before
 * hydration count like all others.
 */
export function useEntries<Name extends string, Output>(options: EntriesOptions<Name, Output>): Entries<Name, Output> {
  const { names, defaults, check } = options;
  const { values, entered, hold, setFocus, empty } = useControls<Name>(defaults);
  const [messages, setMessages] = useState<Messages>({});
  const [phase, setPhase] = useState<'new' | 'sending' | 'sent'>('new');
  const [succeeded, setSucceeded] = useState(false);
  const wasSent = useRef(false);
  const isWrong = useRef(false);
  const resets = useRef(0);
  const lastCheck = useRef(0);

  const show = (wrong: Messages) => {
    isWrong.current = true;
    const first = names.find((name) => name in wrong);
    if (first !== undefined) setFocus(first);
  };
  const tell = (wrong: Messages) => {
    setMessages((known) => ({ ...known, ...wrong }));
    show(wrong);
  };

  const checkAgain = async (changed: readonly Name[]) => {
    const number = (lastCheck.current += 1);
    const result = await check(entered());
    // The user has typed since, or the form was sent.
    if (number !== lastCheck.current) return;
    const wrong = 'messages' in result ? result.messages : {};
    const isChanged = ([name]: [string, string]) => changed.some((one) => one === name);
    setMessages((known) => {
      const others = Object.entries(known).filter((entry) => !isChanged(entry));
      return Object.fromEntries([...others, ...Object.entries(wrong).filter(isChanged)]);
    });
  };

  const submit = async (event: SubmitEvent, send: (values: Output) => Promise<void>) => {
    event.preventDefault();
    if (phase === 'sending') return;
    lastCheck.current += 1;
    const resetsBefore = resets.current;
    setPhase('sending');
    setSucceeded(false);
    try {
      const result = await check(entered());
      isWrong.current = false;
      setMessages('messages' in result ? result.messages : {});
      if ('messages' in result) show(result.messages);
      else await send(result.values);
      setSucceeded(!isWrong.current);
    } finally {
      const isNew = resets.current !== resetsBefore;
      wasSent.current = !isNew;
      setPhase(isNew ? 'new' : 'sent');
    }
  };

  const reset = () => {
    lastCheck.current += 1;
    resets.current += 1;
    wasSent.current = false;
    empty();
    setMessages({});
    setPhase((now) => (now === 'sending' ? now : 'new'));
  };

  const register = (name: Name, also: readonly Name[] = []) =>
    hold(name, () => {
      if (wasSent.current) void checkAgain([name, ...also]);
    });
  return {
    ...{ register, values, messages, tell, setFocus, reset, succeeded, submit },
    submitting: phase === 'sending',
    submitted: phase === 'sent',
  };
}
