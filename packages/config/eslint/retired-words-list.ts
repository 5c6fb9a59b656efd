export interface RetiredWord {
  readonly word: string;
  /** What it is called now. */
  readonly instead: string;
  /** Also in comments, where some words have another meaning: a letter is a character, too. */
  readonly inComments: boolean;
}

/** Words this repository once had of its own, and the field's. `docs/glossary.md` shows them; a test compares the two. */
export const retiredWords: readonly RetiredWord[] = [
  { word: 'answer', instead: 'response', inComments: false },
  { word: 'caller', instead: 'principal', inComments: false },
  { word: 'letter', instead: 'email', inComments: false },
  { word: 'patience', instead: 'timeout', inComments: true },
  { word: 'people', instead: 'users', inComments: false },
  { word: 'person', instead: 'user', inComments: false },
  { word: 'picture', instead: 'image', inComments: true },
  { word: 'quarantine', instead: 'partial uploads', inComments: true },
  { word: 'scratch', instead: 'temp', inComments: false },
  { word: 'step-up', instead: 'reauthentication', inComments: true },
  { word: 'tether', instead: 'watchdog', inComments: false },
];

/** Names that the wire, the database or another package decides. */
export const keptNames: ReadonlySet<string> = new Set([
  'answerTimeoutMs',
  'answered',
  'answers',
  'answersInBody',
  'deadLetter',
  'deadLetters',
  'RecoveryAnswers',
  'recoveryAnswers',
  'sealedAnswer',
  'setAnswers',
  'STEP_UP_REQUIRED',
  'stepUp',
  'StepUpRequest',
  'StepUpResult',
]);
