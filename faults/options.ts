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

/**
 * `--only Redis,Postgres/killed` chooses dependencies, or faults of them; `--operations login,upload` what is asked
 * meanwhile; `--seed N` the names of the users.
 * @throws Error naming what there is not
 */
export function readOptions(args: string[], now: number): FaultsOptions {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string' }, operations: { type: 'string' }, seed: { type: 'string' } },
  });
  const seed = values.seed === undefined ? now % 1_000_000_000 : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed takes a whole number');
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
  if (found === undefined) throw new Error(`There is no \`${name}\`. There are: ${names.join(', ')}.`);
  return found;
}
