import { parseArgs } from 'node:util';
import {
  type DependencyName,
  dependencyNames,
  type FaultName,
  faultNames,
  type OperationName,
  operationNames,
} from './declared.ts';

export interface FaultsOptions {
  readonly seed: number;
  readonly chosen: readonly (readonly [DependencyName, FaultName])[];
  readonly operations: readonly OperationName[];
}

export const usage = `Usage: npm run faults -- [options]
  --only NAME,NAME/FAULT    dependencies, or faults of them: ${dependencyNames.join(', ')};
                            ${faultNames.join(', ')}
  --operations NAME,NAME    what is asked for meanwhile: ${operationNames.join(', ')}
  --seed N                  names of users as in that run
       npm run faults -- replicas [options]
  --restarts N              of two apis and two webs in turn (50)
  --rate N                  requests a second meanwhile (200)
  --migrations N            times that five migrators meet on an empty database (20)
  --seed N                  names of users as in that run`;

const defaultSeed = (now: number): number => now % 1_000_000_000;

/** @throws RangeError that names what does not exist */
export function readOptions(args: readonly string[], now: number): FaultsOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, operations: { type: 'string' }, seed: { type: 'string' } },
  });
  const seed = values.seed === undefined ? defaultSeed(now) : wholeNumber('--seed', values.seed);
  const all = dependencyNames.flatMap((name) => faultNames.map((fault) => [name, fault] as const));
  const wanted = values.only?.split(',').map((part) => cells(part, all));
  return {
    seed,
    chosen: wanted ? all.filter((cell) => wanted.flat().includes(cell)) : all,
    operations: values.operations?.split(',').map((name) => known(name, operationNames)) ?? operationNames,
  };
}

function cells(part: string, all: FaultsOptions['chosen']): FaultsOptions['chosen'] {
  const [name = '', fault] = part.split('/');
  const dependency = known(name, dependencyNames);
  const wanted = fault === undefined ? faultNames : [known(fault, faultNames)];
  return all.filter(([one, other]) => one === dependency && wanted.includes(other));
}

function known<Name extends string>(name: string, names: readonly Name[]): Name {
  const found = names.find((it) => it.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new RangeError(`There is no \`${name}\`. There are: ${names.join(', ')}.`);
  return found;
}

function wholeNumber(option: string, text: string, min = 0): number {
  if (/^\d{1,10}$/.test(text) && Number(text) >= min) return Number(text);
  throw new RangeError(`${option} takes a whole number${min > 0 ? ` of at least ${min}` : ''}, not ${text}.`);
}

export interface ReplicasOptions {
  readonly restarts: number;
  readonly rate: number;
  readonly migrations: number;
  readonly seed: number;
}

/** @throws RangeError for anything but a whole number */
export function readReplicasOptions(args: readonly string[], now: number): ReplicasOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      restarts: { type: 'string', default: '50' },
      rate: { type: 'string', default: '200' },
      migrations: { type: 'string', default: '20' },
      seed: { type: 'string' },
    },
  });
  return {
    restarts: wholeNumber('--restarts', values.restarts),
    rate: wholeNumber('--rate', values.rate, 1),
    migrations: wholeNumber('--migrations', values.migrations),
    seed: values.seed === undefined ? defaultSeed(now) : wholeNumber('--seed', values.seed),
  };
}
