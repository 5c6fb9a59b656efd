/** The dependencies that the product can lose. */
export const dependencyNames = ['Postgres', 'Redis', 'NATS', 'S3', 'SMTP', 'ai-service', 'scanner', 'disk'] as const;
export type DependencyName = (typeof dependencyNames)[number];

/**
 * What happens to a dependency. `absent`: it is not there when the api starts; `killed`: SIGKILL, then connections are
 * refused; `paused`: SIGSTOP, connections stay and nothing is sent; `slow`: everything it sends arrives 2 s later;
 * `full disk`: it can store nothing more. Each fault ends, and the product has to recover automatically.
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
 * What a request gets. `works`: what it requested. `refused`: 503, SERVICE_UNAVAILABLE or OVERLOADED, with Retry-After.
 * `either`: one of the two, depending on what the process still has in memory, or whether the rest of a disk is enough.
 */
export type Outcome = 'works' | 'refused' | 'either';

export interface DeclaredFault {
  readonly outcomes: Readonly<Record<OperationName, Outcome>>;
  /** Whether `/v1/health/ready` lists it in `degraded`, at the second request at the latest. */
  readonly named: boolean;
  /** How soon everything works again after the dependency is back. */
  readonly recoversInSeconds: number;
}

/** A fault that cannot happen, or cannot be produced, and why. */
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

/** The single declaration: `npm run faults` tests the running product against it, and docs/operations.md shows it. */
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

/** The name of each in `/v1/health/ready`. */
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
