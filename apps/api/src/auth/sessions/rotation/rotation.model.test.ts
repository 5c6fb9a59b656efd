import fc from 'fast-check';
import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeRefreshToken, newRefreshToken, sessionAbsoluteSeconds, sessionIdleSeconds } from './refresh-token.ts';
import { rotationGraceSeconds } from './rotation.ts';
import { type Flight, RotationWorld } from '../../../../test/auth/rotation/rotation-world.ts';

/** Set `ROTATION_RUNS=1000000` for a run overnight; `npm test` already covers more than 10,000 interleavings. */
const totalRuns = Number(process.env['ROTATION_RUNS'] ?? 12_000);
const timeoutMs = 30_000 + totalRuns * 10;

const foreignKey = createSecretKey(Buffer.alloc(32, 'key of somebody else'));

interface Command {
  readonly kind: string;
  readonly pick: number;
}

const commandsOf = (weights: Record<string, number>, length: { minLength: number; maxLength: number }) =>
  fc.array(
    fc.record<Command>({
      kind: fc.oneof(...Object.entries(weights).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) }))),
      pick: fc.nat({ max: 5 }),
    }),
    { ...length, size: 'max' },
  );

const traceOf = (commands: readonly Command[]): string => commands.map(({ kind, pick }) => kind + String(pick)).join();

/** Whether the response was right at some moment while the request was in progress. */
function isUserFacingError(world: RotationWorld, flight: Flight): boolean {
  const { generation, result } = flight;
  if (generation === null) return result?.kind === 'invalid';
  return world.momentsOf(flight).some((moment) => {
    const age = moment.generation - generation;
    const isInGrace = age === 1 && moment.secondsSinceRotation <= rotationGraceSeconds;
    if (result?.kind === 'issued') return moment.isAlive && (age === 0 || isInGrace);
    if (result?.kind === 'theft') return moment.isAlive && age > 0 && !isInGrace;
    return !moment.isAlive;
  });
}

function checkInvariants(world: RotationWorld): void {
  for (const flight of world.flights.filter(({ result }) => result !== undefined)) {
    if (!isUserFacingError(world, flight))
      throw new Error(`unexplained answer ${flight.result?.kind} to ${flight.generation}`);
    if (flight.result?.kind === 'theft') expect(world.session.isAlive).toBe(false);
  }
  // One successor: no generation ever had two tokens, and none was skipped.
  for (let generation = 0; generation < world.issued.length; generation += 1) {
    expect(world.issued[generation]?.size ?? 1).toBe(1);
  }
  expect(world.session.theftEvents).toBeLessThanOrEqual(1);
}

/** After an end by logout, password change, theft or age, no token that was ever issued works. */
async function checkNothingWorks(world: RotationWorld): Promise<void> {
  for (const cookie of world.issued.flatMap((siblings) => [...siblings])) {
    const flight = await world.send(cookie);
    await world.finish();
    expect(flight.result?.kind).toBe('invalid');
  }
}

function forge(world: RotationWorld, pick: number): string {
  const genuine = [...world.issued.flatMap((siblings) => [...siblings])];
  const cookie = genuine[pick % genuine.length] ?? '';
  if (pick % 2 === 0) return encodeRefreshToken(newRefreshToken(world.session.id, foreignKey));
  const bytes = Buffer.from(cookie, 'base64url');
  bytes[16 + ((pick * 7) % 52)]! ^= 1;
  return bytes.toString('base64url');
}

const seconds = [1, 4, rotationGraceSeconds, rotationGraceSeconds + 1, 900, sessionIdleSeconds];

async function playAnything(world: RotationWorld, { kind, pick }: Command): Promise<void> {
  const known = world.issued.flatMap((siblings) => [...siblings]);
  switch (kind) {
    case 'refresh':
      await world.send(known.at(-1) ?? '');
      break;
    case 'replay':
      await world.send(known[pick % known.length] ?? '');
      break;
    case 'forge':
      await world.send(forge(world, pick));
      break;
    case 'step':
      await world.step(pick);
      break;
    case 'crash':
      world.crash(pick);
      break;
    case 'advance':
      world.advance(seconds[pick] ?? 1);
      break;
    case 'logout':
      world.change((session) => session.revoke());
      break;
    case 'suspension':
      world.change((session) => session.toggleSuspension());
      break;
    default:
      world.change((session) => session.raiseUserGeneration());
  }
}

describe('the rotation of refresh tokens, under any order of events', () => {
  const weights = {
    refresh: 6,
    replay: 3,
    forge: 1,
    step: 16,
    crash: 1,
    advance: 4,
    logout: 0.25,
    passwordChange: 0.25,
  };
  const scaled = Object.fromEntries(Object.entries(weights).map(([kind, weight]) => [kind, weight * 4]));

  it(
    'gives every response according to the state it met, never forks, and is overridden by the session’s end',
    async () => {
      const traces = new Set<string>();
      const seen = { issued: 0, theft: 0, invalid: 0 };
      const property = fc.asyncProperty(commandsOf(scaled, { minLength: 15, maxLength: 40 }), async (commands) => {
        const world = new RotationWorld();
        for (const command of commands) await playAnything(world, command);
        await world.finish();
        checkInvariants(world);
        expect(world.session.secondsUntilExpiry + world.session.nowSeconds).toBeLessThanOrEqual(sessionAbsoluteSeconds);
        for (const { result } of world.flights) if (result) seen[result.kind] += 1;
        expect(world.landedInVain).toBeLessThanOrEqual(1);
        if (!world.session.isAlive) await checkNothingWorks(world);
        traces.add(traceOf(commands));
      });
      await fc.assert(property, { seed: 20_261_128, numRuns: Math.ceil(totalRuns * 0.7) });
      expect(traces.size).toBeGreaterThan(totalRuns * 0.65);
      // The model would prove nothing if it rarely reached the interesting states.
      for (const count of Object.values(seen)) expect(count).toBeGreaterThan(totalRuns / 20);
    },
    timeoutMs,
  );

  it(
    'revokes the session on every stale replay, once',
    async () => {
      const plan = fc.record({
        rotations: fc.integer({ min: 1, max: 12 }),
        stale: fc.nat({ max: 11 }),
        waitSeconds: fc.integer({ min: 0, max: 4000 }),
        replays: fc.integer({ min: 1, max: 4 }),
        order: fc.array(fc.nat({ max: 9 }), { minLength: 20, maxLength: 20 }),
      });
      const property = fc.asyncProperty(plan, async ({ rotations, stale, waitSeconds, replays, order }) => {
        const world = new RotationWorld();
        for (let count = 0; count < rotations; count += 1) {
          await world.send([...(world.issued[count] ?? [])][0] ?? '');
          await world.finish();
        }
        world.advance(waitSeconds);
        const generation = stale % rotations;
        const isInGrace = generation === rotations - 1 && waitSeconds <= rotationGraceSeconds;
        const cookie = [...(world.issued[generation] ?? [])][0] ?? '';
        const flights = await Promise.all(Array.from({ length: replays }, () => world.send(cookie)));
        for (const pick of order) await world.step(pick);
        await world.finish();
        checkInvariants(world);
        expect(world.session.isAlive).toBe(isInGrace);
        expect(world.session.theftEvents).toBe(isInGrace ? 0 : 1);
        const kinds = flights.map(({ result }) => result?.kind);
        if (isInGrace) expect(new Set(kinds)).toEqual(new Set(['issued']));
        else expect(kinds).toContain('theft');
      });
      await fc.assert(property, { seed: 20_261_128, numRuns: Math.ceil(totalRuns * 0.1) });
    },
    timeoutMs,
  );
});

/**
 * Tabs of one browser with one cookie jar. They refresh when the access token has expired, at the same time or not,
 * give up on a response that does not come, and try again until one of them has a new access token. Within the grace
 * period one response gets through; others may arrive even later.
 */
async function playBrowser(epochs: readonly (readonly Command[])[]): Promise<void> {
  const world = new RotationWorld();
  let jar = world.session.firstCookie;
  const deliver = (flight: Flight | undefined): void => {
    if (flight?.result?.kind === 'issued') jar = encodeRefreshToken(flight.result.refreshToken);
  };
  for (const epoch of epochs) {
    world.advance(15 * 60);
    const expired = jar;
    const own: Flight[] = [];
    let timeout = rotationGraceSeconds - 1;
    for (const { kind, pick } of epoch) {
      if (kind === 'send' && jar === expired && own.length < 8) own.push(await world.send(jar));
      if (kind === 'step') await world.step(pick);
      if (kind === 'crash') world.crash(pick);
      if (kind === 'deliver') deliver(own[pick]);
      if (kind === 'wait' && timeout > 0) {
        timeout -= 1;
        world.advance(1);
      }
    }
    if (jar === expired) own.push(await world.send(jar));
    await world.finish();
    for (const { result } of own) expect(result?.kind ?? 'issued').toBe('issued');
    deliver(own.at(-1));
    expect(jar).not.toBe(expired);
  }
  checkInvariants(world);
  expect(world.session.isAlive).toBe(true);
  expect(world.session.theftEvents).toBe(0);
}

describe('a browser that uses only its own tokens and retries within the grace period', () => {
  it(
    'is never signed out by parallel tabs, lost responses, crashes or retries',
    async () => {
      const traces = new Set<string>();
      const epoch = commandsOf({ send: 5, step: 10, crash: 1, deliver: 3, wait: 3 }, { minLength: 4, maxLength: 16 });
      const property = fc.asyncProperty(fc.array(epoch, { minLength: 2, maxLength: 4 }), async (epochs) => {
        await playBrowser(epochs);
        traces.add(epochs.map(traceOf).join('|'));
      });
      await fc.assert(property, { seed: 20_261_128, numRuns: Math.ceil(totalRuns * 0.3) });
      expect(traces.size).toBeGreaterThan(totalRuns * 0.28);
    },
    timeoutMs,
  );
});
