import { ConcurrencyLimiter } from '@pixelboxx/node-kit';
import { lookup, type LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { OutgoingFailure } from './outgoing-failure.ts';

/** `found` is missing after an error, despite Node's types. */
type Resolved = (error: Error | null, found?: readonly LookupAddress[]) => void;

/** Finds the addresses of a host. */
export type Resolve = (host: string, done: Resolved) => void;

/** Timeout for a server's first response; twice as long for the second attempt. */
const queryTimeoutMs = 1_500;
/** Of libuv's four threads, which also hash passwords. */
const systemLookupsMax = 2;
const waitingMax = 128;

/**
 * Queries name servers without a thread (c-ares): for names chosen by strangers, whose servers may be silent on purpose.
 * `getaddrinfo`, which `dns.lookup` calls, blocks one of libuv's four threads until it has a response, for up to half a minute:
 * with four such names, nobody can sign in. Its other sources, the machine's hosts file and search domains, lead to private
 * networks, which such names must not reach.
 */
export function resolveByDns(resolver = new Resolver({ timeout: queryTimeoutMs, tries: 2 })): Resolve {
  return (host, done) => {
    const queries = [resolver.resolve4(host), resolver.resolve6(host)] as const;
    void Promise.allSettled(queries).then(([v4, v6]) => {
      const found = [...addressesIn(v4, 4), ...addressesIn(v6, 6)];
      if (found.length > 0) done(null, found);
      else done(new OutgoingFailure('UNKNOWN_HOST', { cause: v4.status === 'rejected' ? v4.reason : undefined }));
    });
  };
}

const addressesIn = (settled: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] =>
  settled.status === 'fulfilled' ? settled.value.map((address) => ({ address, family })) : [];

const resolveAll: Resolve = (host, done) => {
  lookup(host, { all: true }, done);
};

/**
 * Queries the system, including hosts file and search domains: for names that the operator has configured. Few at a time, so
 * that a hanging resolver leaves threads for others.
 */
export function resolveBySystem(resolve: Resolve = resolveAll): Resolve {
  const limiter = new ConcurrencyLimiter({ concurrent: systemLookupsMax, queued: waitingMax });
  return (host, done) => {
    const lookedUp = limiter.run(
      () =>
        new Promise<readonly LookupAddress[]>((fulfil, reject) => {
          resolve(host, (error, found = []) => (error ? reject(error) : fulfil(found)));
        }),
    );
    lookedUp.then(
      (found) => done(null, found),
      (error: unknown) => done(error instanceof Error ? error : new OutgoingFailure('UNKNOWN_HOST', { cause: error })),
    );
  };
}

/** One for the whole process, because the threads are shared. */
export const bySystem = resolveBySystem();
export const byDns = resolveByDns();

/**
 * The `lookup` of connections, which makes them use a checked address.
 * @param admit returns those addresses of a name that may be used @throws the reason if none may
 */
export function lookupOf(
  resolve: Resolve,
  admit: (found: readonly LookupAddress[]) => readonly LookupAddress[] = (found) => found,
): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, found = []) => {
      if (error) return callback(error, []);
      let admitted: readonly LookupAddress[];
      try {
        admitted = admit(found);
      } catch (refusal) {
        return callback(refusal instanceof Error ? refusal : new OutgoingFailure('FORBIDDEN_HOST'), []);
      }
      const [first] = admitted;
      if (!first) callback(new OutgoingFailure('UNKNOWN_HOST'), []);
      else if (options.all === true) callback(null, [...admitted]);
      else callback(null, first.address, first.family);
    });
  };
}
