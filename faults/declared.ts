/** What the product stands on and can lose. */
export const dependencyNames = ['Postgres', 'Redis', 'NATS', 'S3', 'SMTP', 'ai-service', 'scanner', 'disk'] as const;
export type DependencyName = (typeof dependencyNames)[number];

/**
 * What happens to it. `absent`: it is not there when the api starts; `killed`: SIGKILL, then connections are refused;
 * `paused`: SIGSTOP, connections stay and nothing is said; `slow`: whatever it says comes 2 s later; `full disk`: it can
 * store nothing more. Each ends, and the product has to recover by itself.
 */
export const faultNames = ['absent', 'killed', 'paused', 'slow', 'full disk'] as const;
export type FaultName = (typeof faultNames)[number];

export const operationNames = [
  'register',
  'login',
  'refresh',
  'me',
  'logout',
  'upload',
  'delete',
  'reset',
  'stream',
  'health',
] as const;
export type OperationName = (typeof operationNames)[number];

/**
 * What a request gets. `works`: what it asked for. `refused`: 503, SERVICE_UNAVAILABLE or OVERLOADED, with Retry-After.
 * `either`: one of both, by what the process still holds in memory, or whether what is left of a disk suffices.
 */
export type Outcome = 'works' | 'refused' | 'either';

export interface DeclaredFault {
  readonly outcomes: Readonly<Record<OperationName, Outcome>>;
  /** Whether `/v1/health/ready` names it in `degraded`, at the second look at the latest. */
  readonly named: boolean;
  /** Within how long everything works again, from when the dependency is back. */
  readonly recoversInSeconds: number;
}

/** A fault that cannot happen, or cannot be made, and why. */
export interface Impossible {
  readonly impossible: string;
}

type Row = DeclaredFault | Impossible;

const all = (outcome: Outcome, except: Partial<Record<OperationName, Outcome>> = {}): DeclaredFault['outcomes'] => {
  const entries = operationNames.map((name) => [name, except[name] ?? outcome] as const);
  return Object.fromEntries(entries) as Record<OperationName, Outcome>;
};

const usual = { named: true, recoversInSeconds: 10 } as const;
const fine = all('works');
const noUploads = all('works', { upload: 'refused' });
const noPostgres = all('refused', { me: 'either', stream: 'either', logout: 'either' });

/** The one declaration: `npm run faults` holds the running product to it, and docs/operations.md shows it. */
export const declared: Readonly<Record<DependencyName, Readonly<Record<FaultName, Row>>>> = {
  Postgres: {
    absent: { ...usual, named: false, outcomes: noPostgres },
    killed: { ...usual, named: false, outcomes: noPostgres },
    paused: { ...usual, named: false, outcomes: noPostgres },
    slow: { ...usual, named: false, outcomes: all('either') },
    'full disk': { ...usual, named: false, outcomes: all('either') },
  },
  Redis: {
    absent: { ...usual, outcomes: fine },
    killed: { ...usual, outcomes: fine },
    paused: { ...usual, outcomes: fine },
    slow: { ...usual, outcomes: fine },
    'full disk': { ...usual, named: false, outcomes: fine },
  },
  NATS: {
    absent: { ...usual, outcomes: fine },
    killed: { ...usual, outcomes: fine },
    paused: { ...usual, named: false, outcomes: fine },
    slow: { ...usual, named: false, outcomes: fine },
    'full disk': { ...usual, named: false, outcomes: fine },
  },
  S3: {
    absent: { ...usual, outcomes: noUploads },
    killed: { ...usual, outcomes: noUploads },
    paused: { ...usual, outcomes: noUploads },
    slow: { ...usual, named: false, outcomes: fine },
    'full disk': { ...usual, named: false, outcomes: noUploads },
  },
  SMTP: {
    absent: { ...usual, outcomes: fine },
    killed: { ...usual, outcomes: fine },
    paused: { ...usual, named: false, outcomes: fine },
    slow: { ...usual, named: false, outcomes: fine },
    'full disk': { ...usual, outcomes: fine },
  },
  'ai-service': {
    absent: { ...usual, outcomes: fine },
    killed: { ...usual, outcomes: fine },
    paused: { ...usual, named: false, outcomes: fine },
    slow: { ...usual, named: false, outcomes: fine },
    'full disk': { impossible: 'it stores nothing' },
  },
  scanner: {
    absent: { ...usual, outcomes: noUploads },
    killed: { ...usual, outcomes: noUploads },
    paused: { ...usual, outcomes: noUploads },
    slow: { ...usual, named: false, outcomes: fine },
    'full disk': { ...usual, named: false, outcomes: noUploads },
  },
  disk: {
    absent: { impossible: 'a process without its folder does not start' },
    killed: { impossible: 'it is no process' },
    paused: { impossible: 'it is no process' },
    slow: { impossible: 'a slow file system cannot be mounted everywhere' },
    'full disk': { ...usual, named: false, outcomes: noUploads },
  },
};

/** How `/v1/health/ready` calls it. */
export const namesInHealth: Readonly<Record<DependencyName, string>> = {
  Postgres: 'jobs',
  Redis: 'redis',
  NATS: 'events',
  S3: 'storage',
  SMTP: 'mail',
  'ai-service': 'ai-service',
  scanner: 'virus-scanner',
  disk: 'storage',
};

export function isPossible(row: Row): row is DeclaredFault {
  return 'outcomes' in row;
}
