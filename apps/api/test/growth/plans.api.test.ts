import { authEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PasswordHasher } from '../../src/auth/passwords/password-hasher.service.ts';
import type { RunningApp } from '../support/app.ts';
import { Mailbox } from '../support/clients/mailbox.ts';
import { goodPassword, register } from '../support/clients/users.ts';
import { createTestDatabase, onRealPostgres, type TestDatabase } from '../support/database/database.ts';
import { openPrisma, type PrismaOnDatabase } from '../support/database/prisma.ts';
import { fillAsGrown, fillJobs, tableSizes } from '../support/growth/fill.ts';
import { findPlanFaults } from '../support/growth/plan-faults.ts';
import { PlanRecorder } from '../support/growth/plan-recorder.ts';
import { startReplica } from '../support/app.ts';
import { accepted } from './accepted.ts';
import { existing, readEverything } from './reads.ts';
import { runByTheClock } from './work.ts';
import { liveAnAccount, lookAfter, useAnOldAccount, useCodes, useImages } from './writes.ts';

/** Enough for what reads a table in proportion to be told from what does not. */
const users = 20_000;
/** As on large tables: one is read as a whole where nothing else is possible, and not where it is small enough. */
const planner = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off' };

let database: TestDatabase;
let recorder: PlanRecorder;
let app: RunningApp & { mailbox: Mailbox };
/** For the test's own questions, which nobody judges. */
let direct: PrismaOnDatabase;

describe.skipIf(!onRealPostgres)('on the tables of twenty thousand users', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    const replica = await startReplica({ DATABASE_URL: database.url });
    const passwordHash = await replica.app.get(PasswordHasher).hash(goodPassword);
    await replica.stop();
    await fillAsGrown(database.url, users, passwordHash);
    await fillJobs(database.url, users);
    recorder = await PlanRecorder.start(database.url, planner);
    const running = { ...(await startReplica({ DATABASE_URL: recorder.url })), databaseUrl: database.url };
    direct = openPrisma(database.url);
    app = Object.assign(running, { mailbox: new Mailbox(running) });
  }, 240_000);

  afterAll(async () => {
    await app.stop();
    await direct.close();
    recorder.stop();
    await database.stop();
  });

  it('no request, job or sweep reads more rows than allowed', async () => {
    const first = app.browser();
    const me = await first.call(authEndpoints.login, { body: { identifier: 'grown_1', password: goodPassword } });
    const staff = await register(app);
    await app.prisma.user.update({ where: { id: staff.user.id }, data: { role: 'ADMIN' } });
    const admin = app.browser();
    const identifier = staff.credentials.username;
    await admin.call(authEndpoints.login, { body: { identifier, password: goodPassword } });

    const address = await existing(direct.pool, me.id);
    expect(await readEverything(first, address, ['public', 'user'])).toEqual([]);
    expect(await readEverything(admin, address, ['mod', 'admin'])).toEqual([]);
    await liveAnAccount(app);
    await useAnOldAccount(first);
    await useCodes(app);
    await useImages(first);
    const flagged = await direct.prisma.upload.findMany({ where: { screening: 'FLAGGED', deletedAt: null }, take: 2 });
    await lookAfter(
      admin,
      (await register(app)).user.id,
      flagged.map(({ id }) => id),
    );
    await runByTheClock(app, direct.pool);

    expect(recorder.plans.length).toBeGreaterThan(1_000);
    const faults = findPlanFaults(recorder.plans, await tableSizes(database.url));
    expect(faults.filter(({ statement }) => !accepted.some(({ of }) => of.test(statement)))).toEqual([]);
  }, 240_000);
});
