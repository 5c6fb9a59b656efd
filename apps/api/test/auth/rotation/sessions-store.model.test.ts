import fc from 'fast-check';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { encodeRefreshToken, newRefreshToken } from '../../../src/auth/sessions/rotation/refresh-token.ts';
import { exchange, type RotationStore } from '../../../src/auth/sessions/rotation/rotation.ts';
import { SessionEndings } from '../../../src/auth/sessions/session-endings.service.ts';
import { rotationStoreOf } from '../../../src/auth/sessions/session-rotation.service.ts';
import { SessionsStore } from '../../../src/auth/sessions/sessions.store.ts';
import { SessionsService } from '../../../src/auth/sessions/sessions.service.ts';
import { CONFIG, type Config } from '../../../src/platform/config/config.ts';
import { useApp } from '../../support/use-app.ts';
import { immediateStore, MemorySession } from './memory-rotation-store.ts';

const totalRuns = Number(process.env['ROTATION_RUNS'] ?? 12_000);
const context = { ipAddress: '203.0.113.7', userAgent: 'model', requestId: 'model-request' };

let key: KeyObject;

const app = useApp();

beforeAll(() => {
  key = createSecretKey(app.app.get<Config>(CONFIG).secrets.refreshToken[0] ?? Buffer.alloc(0));
});

/** The same session in a database: time passes by moving its timestamps back. */
class DatabaseSession {
  /** Names the next: another in this database, the same one in a replay. */
  private static opened = 0;

  private constructor(
    readonly store: RotationStore,
    readonly id: string,
    readonly userId: string,
    readonly firstCookie: string,
  ) {}

  static async open(): Promise<DatabaseSession> {
    const name = `model_${++DatabaseSession.opened}`;
    const user = await app.prisma.user.create({
      data: { username: name, usernameKey: name, email: `${name}@example.com`, passwordHash: 'none' },
    });
    const tokens = await app.prisma.$transaction((tx) => app.app.get(SessionsService).open(tx, user, context));
    const store = rotationStoreOf(app.app.get(SessionsStore), app.app.get(SessionEndings));
    return new DatabaseSession(store, tokens.sessionId, user.id, tokens.refreshToken);
  }

  async advance(seconds: number): Promise<void> {
    await app.prisma.pool.query(
      `UPDATE sessions SET rotated_at = rotated_at - make_interval(secs => $2),
              expires_at = expires_at - make_interval(secs => $2),
              absolute_expires_at = absolute_expires_at - make_interval(secs => $2) WHERE id = $1`,
      [this.id, seconds],
    );
  }

  async revoke(): Promise<void> {
    await app.app.get(SessionEndings).revoke(this.id, 'LOGOUT', context);
  }

  async raiseUserGeneration(): Promise<void> {
    await app.prisma.user.update({ where: { id: this.userId }, data: { authGeneration: { increment: 1 } } });
  }

  async toggleSuspension(): Promise<void> {
    await app.prisma.pool.query(
      'UPDATE users SET suspended_at = CASE WHEN suspended_at IS NULL THEN now() END WHERE id = $1',
      [this.userId],
    );
  }

  async describe(): Promise<object> {
    const state = await this.store.state(this.id);
    const { rows } = await app.prisma.pool.query<{ left: number; thefts: number }>(
      `SELECT EXTRACT(EPOCH FROM expires_at - now())::float8 AS left,
              (SELECT count(*)::int FROM security_events WHERE session_id = $1 AND type = 'REFRESH_TOKEN_REUSED') AS thefts
         FROM sessions WHERE id = $1`,
      [this.id],
    );
    return summary(state?.generation, state?.alive, state?.rotatedSecondsAgo, rows[0]?.left, rows[0]?.thefts);
  }
}

/** Times to the nearest minute: a test takes real time, too. */
function summary(generation = -1, isAlive = false, age = -1, left = -1, thefts = -1): object {
  return {
    generation,
    isAlive,
    ageMinutes: Math.max(0, Math.round(age / 60)),
    minutesLeft: Math.round(left / 60),
    thefts,
  };
}

async function present(store: RotationStore, known: string[], cookie: string): Promise<string> {
  const result = await exchange(store, cookie, [key], context);
  if (result.kind !== 'issued') return result.kind;
  const successor = encodeRefreshToken(result.refreshToken);
  if (!known.includes(successor)) known.push(successor);
  return `issued ${known.indexOf(successor)}`;
}

const kinds = [
  'refresh',
  'refresh',
  'refresh',
  'replay',
  'replay',
  'forge',
  'advance',
  'advance',
  'logout',
  'raise',
  'suspend',
];
// No sum of these comes near a limit, where the time the test itself takes would decide.
const seconds = [4, 4, 900, 1_000_000];

it(
  'the session store in Postgres behaves like its in-memory model, command by command',
  async () => {
    const command = fc.record({ kind: fc.constantFrom(...kinds), pick: fc.nat({ max: 7 }) });
    const property = fc.asyncProperty(
      fc.array(command, { minLength: 5, maxLength: 14, size: 'max' }),
      async (commands) => {
        const real = await DatabaseSession.open();
        const model = new MemorySession(key);
        const knownToReal = [real.firstCookie];
        const knownToModel = [model.firstCookie];
        for (const { kind, pick } of commands) {
          if (kind === 'refresh' || kind === 'replay') {
            const index = kind === 'refresh' ? knownToReal.length - 1 : pick % knownToReal.length;
            const response = await present(real.store, knownToReal, knownToReal[index] ?? '');
            expect(response).toBe(await present(immediateStore(model), knownToModel, knownToModel[index] ?? ''));
          } else if (kind === 'forge') {
            const forged = encodeRefreshToken(
              newRefreshToken(real.id, createSecretKey(Buffer.alloc(32, 'key of somebody else'))),
            );
            expect(await present(real.store, knownToReal, forged)).toBe('invalid');
          } else if (kind === 'advance') {
            await real.advance(seconds[pick % seconds.length] ?? 0);
            model.nowSeconds += seconds[pick % seconds.length] ?? 0;
          } else if (kind === 'logout') {
            await real.revoke();
            model.revoke();
          } else if (kind === 'raise') {
            await real.raiseUserGeneration();
            model.raiseUserGeneration();
          } else {
            await real.toggleSuspension();
            model.toggleSuspension();
          }
          const { generation, isAlive, secondsSinceRotation, secondsUntilExpiry, theftEvents } = model;
          expect(await real.describe()).toEqual(
            summary(generation, isAlive, secondsSinceRotation, secondsUntilExpiry, theftEvents),
          );
        }
      },
    );
    await fc.assert(property, { seed: 20_261_128, numRuns: Math.ceil(totalRuns / 200) });
  },
  60_000 + totalRuns * 5,
);
