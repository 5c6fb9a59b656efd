export interface RetiredWord {
  readonly word: string;
  /** What it is called now. */
  readonly instead: string;
  /** Also in comments, where some words have another meaning: a letter is a character, too. */
  readonly inComments: boolean;
}

/** Words this repository once had of its own, and the field's. `docs/glossary.md` shows them; a test compares the two. */
export const retiredWords: readonly RetiredWord[] = [
  { word: 'account-standing', instead: 'account admin', inComments: true },
  { word: 'answer', instead: 'response', inComments: false },
  { word: 'at-once', instead: 'max concurrent', inComments: false },
  { word: 'cable', instead: 'tcp proxy', inComments: true },
  { word: 'caller', instead: 'principal', inComments: false },
  { word: 'dear', instead: 'costly', inComments: true },
  { word: 'disown', instead: 'report compromise', inComments: true },
  { word: 'entrance', instead: 'auth layout', inComments: false },
  { word: 'explained', instead: 'user-facing error', inComments: false },
  { word: 'exposure-probe', instead: 'public access check', inComments: true },
  { word: 'familiar', instead: 'known device', inComments: true },
  { word: 'farewell', instead: 'shutdown', inComments: true },
  { word: 'fetch-again', instead: 'refetch', inComments: false },
  { word: 'incoming-file', instead: 'multipart receiver', inComments: true },
  { word: 'job-seal', instead: 'job encryption', inComments: true },
  { word: 'judge', instead: 'assess', inComments: false },
  { word: 'judge-failure', instead: 'retry policy', inComments: true },
  { word: 'judgement', instead: 'assessment', inComments: false },
  { word: 'letter', instead: 'email', inComments: false },
  { word: 'login-budget', instead: 'attempt counter', inComments: true },
  { word: 'news', instead: 'update', inComments: false },
  { word: 'nudge', instead: 'wakeup', inComments: true },
  { word: 'own-password', instead: 'reauthentication', inComments: false },
  { word: 'patience', instead: 'timeout', inComments: true },
  { word: 'people', instead: 'users', inComments: false },
  { word: 'person', instead: 'user', inComments: false },
  { word: 'picture', instead: 'image', inComments: true },
  { word: 'placement', instead: 'initial visibility', inComments: true },
  { word: 'prove-identity', instead: 'reauthentication', inComments: true },
  { word: 'quarantine', instead: 'partial uploads', inComments: true },
  { word: 'reclaim', instead: 'garbage collect', inComments: true },
  { word: 'rig', instead: 'fixture', inComments: true },
  { word: 'scratch', instead: 'temp', inComments: false },
  { word: 'session-holder', instead: 'optional auth', inComments: true },
  { word: 'session-news', instead: 'session event', inComments: true },
  { word: 'shown-avatar', instead: 'avatar publication', inComments: true },
  { word: 'staleness', instead: 'lag', inComments: false },
  { word: 'standing', instead: 'account admin', inComments: false },
  { word: 'step-up', instead: 'reauthentication', inComments: true },
  { word: 'stored-object', instead: 'image blob', inComments: false },
  { word: 'tab-claim', instead: 'tab lease', inComments: true },
  { word: 'take-script', instead: 'sliding window', inComments: true },
  { word: 'taker', instead: 'consumer', inComments: true },
  { word: 'tether', instead: 'watchdog', inComments: false },
  { word: 'verdict', instead: 'decision', inComments: false },
  { word: 'work-slot', instead: 'concurrency limiter', inComments: true },
];

/** Names that the wire, the database or another package decides. */
export const keptNames: ReadonlySet<string> = new Set([
  'answerTimeoutMs',
  'answered',
  'answers',
  'answersInBody',
  'deadLetter',
  'deadLetters',
  'LoginBudget',
  'loginBudget',
  'login_budgets',
  'picture',
  'RecoveryAnswers',
  'recoveryAnswers',
  'sealedAnswer',
  'setAnswers',
  'STEP_UP_REQUIRED',
  'stepUp',
  'StepUpRequest',
  'StepUpResult',
]);
