import { z } from 'zod';
import type { HttpMethod } from './methods.ts';

type Month = '01' | '02' | '03' | '04' | '05' | '06' | '07' | '08' | '09' | '10' | '11' | '12';
type Tens = '0' | '1' | '2';
type Ones = '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type DayOfMonth = `${Tens}${Ones}` | '10' | '20' | '30' | '31';

/** `2027-03-01`, from its beginning in UTC. `checkDeprecations` verifies at startup that the month has this day. */
export type Day = `20${number}-${Month}-${DayOfMonth}`;

/** When something that is still served ends, and where to read about it. */
export interface Retirement {
  /** Since when new code should not use it. The day can be in the future. */
  readonly since: Day;
  /** From when it may be gone. Left out until that is decided: without it, nothing can be removed (docs/releasing.md). */
  readonly sunset?: Day;
  /** Where to read more. */
  readonly documentation?: `https://${string}`;
}

/** What to call instead: an endpoint's spec, or a path with the same method. */
export type Successor = `/${string}` | { readonly method: HttpMethod; readonly path: `/${string}` };

/** Something deprecated has a successor, or a reason why there is none. */
export type Deprecation = Retirement &
  ({ readonly instead: Successor; readonly reason?: string } | { readonly instead: null; readonly reason: string });

/** A path of earlier releases. Its successor is the `path` of its spec. */
export interface FormerPath extends Retirement {
  readonly path: `/${string}`;
  readonly reason?: string;
}

interface Operation {
  readonly method: HttpMethod;
  readonly path: `/${string}`;
}

/** The fields of an endpoint's spec that concern its paths. */
export interface ServedOperation extends Operation {
  readonly aliases?: readonly (`/${string}` | FormerPath)[];
  readonly deprecated?: Deprecation;
}

export interface ServedPath {
  readonly path: `/${string}`;
  readonly deprecated: Deprecation | undefined;
}

/** Every path at which an endpoint responds, its own first. */
export function servedPathsOf({ path, aliases = [], deprecated }: ServedOperation): ServedPath[] {
  const others = aliases.map((alias): ServedPath => {
    if (typeof alias === 'string') return { path: alias, deprecated };
    const { path: former, ...retirement } = alias;
    // If the endpoint itself is deprecated, clients of a former path are sent to its successor.
    return {
      path: former,
      deprecated: deprecated ? { ...deprecated, ...retirement } : { ...retirement, instead: path },
    };
  });
  return [{ path, deprecated }, ...others];
}

/** The operation to call instead of a deprecated one with this method. */
export function successorOf(method: HttpMethod, { instead }: Deprecation): Operation | null {
  return typeof instead === 'string' ? { method, path: instead } : instead;
}

/** @throws Error for a day that does not exist, a sunset before its deprecation, or a successor that is itself deprecated */
export function checkDeprecations(operations: readonly ServedOperation[]): void {
  const lasting = new Set(operations.filter(({ deprecated }) => !deprecated).map(nameOf));
  for (const operation of operations) {
    for (const { path, deprecated } of servedPathsOf(operation)) {
      const fault = deprecated && faultOf(operation.method, deprecated, lasting);
      if (fault) throw new Error(`${operation.method} ${path}: ${fault}`);
    }
  }
}

function faultOf(method: HttpMethod, deprecated: Deprecation, lasting: ReadonlySet<string>): string | undefined {
  const { since, sunset } = deprecated;
  const wrong = [since, sunset ?? since].find((day) => !z.iso.date().safeParse(day).success);
  if (wrong !== undefined) return `${wrong} is no day`;
  if (sunset !== undefined && sunset < since) return `its sunset (${sunset}) is before its deprecation (${since})`;
  const successor = successorOf(method, deprecated);
  if (successor === null || lasting.has(nameOf(successor))) return undefined;
  return `its successor, ${nameOf(successor)}, is not served, or is deprecated itself`;
}

const nameOf = ({ method, path }: Operation): string => `${method} ${path}`;
