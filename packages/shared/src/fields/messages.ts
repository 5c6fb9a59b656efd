import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;
type OfCode<Code extends Issue['code']> = Extract<Issue, { code: Code }>;

/** The message for a field that the schema does not have. */
export const unknownField = 'This field is not known.';

const required = 'This field is required.';
const notAccepted = 'This is not accepted here.';

/** Types in users' words. */
const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  date: 'a date',
  array: 'a list',
  tuple: 'a list',
  set: 'a list',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  file: 'a file',
  null: 'empty',
};

/** What the texts of a format are, by the schema library's names of formats. */
const formats: Readonly<Record<string, string>> = {
  email: 'This is not an e-mail address.',
  url: 'This is not a web address.',
  hostname: 'This is not the name of a site.',
  datetime: 'This is not a date and time.',
  date: 'This is not a date.',
  time: 'This is not a time of day.',
  duration: 'This is not a length of time.',
  ipv4: 'This is not a network address.',
  ipv6: 'This is not a network address.',
  mac: 'This is not a network address.',
  cidrv4: 'This is not a range of network addresses.',
  cidrv6: 'This is not a range of network addresses.',
  e164: 'Enter a phone number with its country code.',
  emoji: 'Use emoji only.',
  hex: 'Use only the digits 0–9 and the letters a–f.',
  lowercase: 'Use no capital letters.',
  uppercase: 'Use capital letters only.',
  iban: 'This is not the number of an account.',
  credit_card: 'This is not the number of a card.',
  currency_code: 'This is not a currency.',
  jwt: 'This is not a token.',
};
const idFormat = /^(?:uuid(?:v\d)?|guid|nanoid|cuid2?|ulid|xid|ksuid)$/;

/**
 * What is wrong with a value, in words for the user who entered it. Never repeats the value. For `customError` of
 * `z.config`: a message in a schema takes precedence.
 */
export function describeIssue(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? required : typeMessage(issue.expected);
    case 'invalid_value':
      return issue.input === undefined ? required : choiceMessage(issue.values);
    case 'too_small':
      return smallMessage(issue);
    case 'too_big':
      return bigMessage(issue);
    case 'invalid_format':
      return formatMessage(issue);
    case 'not_multiple_of':
      return issue.divisor === 1 ? typeMessage('int') : `This must be a multiple of ${issue.divisor}.`;
    case 'unrecognized_keys':
      return issue.keys.length === 1 ? unknownField : 'Some of these fields are not known.';
    case 'invalid_union':
      return unionMessage(issue);
    case 'invalid_key':
      return 'The name of a field is not accepted here.';
    case 'invalid_element':
      return 'One of these entries is not accepted here.';
    default:
      return notAccepted;
  }
}

function typeMessage(expected: string): string {
  const name = Object.hasOwn(typeNames, expected) ? typeNames[expected] : undefined;
  return name === undefined ? notAccepted : `This must be ${name}.`;
}

/** A longer list would be no help. */
const maxChoices = 12;
const alternatives = new Intl.ListFormat('en-GB', { type: 'disjunction' });

function choiceMessage(values: readonly unknown[]): string {
  const choices = values.map((value) => (typeof value === 'string' ? `“${value}”` : nameOf(value)));
  if (choices.length === 0 || choices.length > maxChoices) return notAccepted;
  return `This must be ${alternatives.format(choices)}.`;
}

function nameOf(value: unknown): string {
  const isNamed = typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint';
  return isNamed ? String(value) : 'nothing';
}

const counted: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  file: ['byte', 'bytes'],
  array: ['entry', 'entries'],
  tuple: ['entry', 'entries'],
  set: ['entry', 'entries'],
  map: ['entry', 'entries'],
  record: ['entry', 'entries'],
  object: ['field', 'fields'],
};

function countMessage(origin: string, relation: string, count: number | bigint): string | null {
  const unit = Object.hasOwn(counted, origin) ? counted[origin] : undefined;
  return unit ? `Use ${relation} ${count} ${unit[Number(count) === 1 ? 0 : 1]}.` : null;
}

function smallMessage({ origin, minimum, inclusive, exact }: OfCode<'too_small'>): string {
  if (origin === 'date') return dateMessage(minimum, 'or later');
  const message = countMessage(origin, exact ? 'exactly' : 'at least', minimum);
  return message ?? `This must be ${inclusive === false ? 'more than' : 'at least'} ${minimum}.`;
}

function bigMessage({ origin, maximum, inclusive, exact }: OfCode<'too_big'>): string {
  if (origin === 'date') return dateMessage(maximum, 'or earlier');
  const message = countMessage(origin, exact ? 'exactly' : 'at most', maximum);
  return message ?? `This must be ${inclusive === false ? 'less than' : 'at most'} ${maximum}.`;
}

function dateMessage(limit: number | bigint, relation: string): string {
  const day = new Date(Number(limit)).toISOString().slice(0, 'yyyy-mm-dd'.length);
  return `Choose ${day} ${relation}.`;
}

function formatMessage({ format, prefix, suffix, includes }: OfCode<'invalid_format'>): string {
  if (format === 'starts_with') return `This must begin with “${String(prefix)}”.`;
  if (format === 'ends_with') return `This must end with “${String(suffix)}”.`;
  if (format === 'includes') return `This must contain “${String(includes)}”.`;
  if (idFormat.test(format)) return 'This is not an id.';
  return (Object.hasOwn(formats, format) ? formats[format] : undefined) ?? 'This is not written as it should be.';
}

function unionMessage({ input, options }: OfCode<'invalid_union'>): string {
  if (input === undefined) return required;
  return Array.isArray(options) && options.length > 0 ? choiceMessage(options) : notAccepted;
}
