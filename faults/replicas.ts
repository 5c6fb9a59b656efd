/**
 * `npm run faults -- replicas`: two apis and two webs behind nginx are restarted one after the other under traffic, and
 * several processes migrate one empty database. See docs/testing.md, and `options.ts` for its options.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '@pixelboxx/config/testing';
import { makeKeptSecrets, makeSharedSecrets } from '@pixelboxx/node-kit/make-secrets';
import { readReplicasOptions } from './options.ts';
import { runDatabaseCommand } from './product/processes.ts';
import { User } from './product/user.ts';
import { Follower } from './replicas/follower.ts';
import { migrateConcurrently } from './replicas/migrators.ts';
import { drainMs, startNginx } from './replicas/nginx.ts';
import { Replica } from './replicas/replica.ts';
import { Traffic } from './replicas/traffic.ts';
import { nats, redis } from './services/brokers.ts';
import { unmountAll } from './services/disk.ts';
import { databaseUrl, postgres } from './services/postgres.ts';
import { killAll } from './services/program.ts';
import { mergeSettings, Service } from './services/service.ts';

const options = readReplicasOptions(process.argv.slice(2), Date.now());
const { seed } = options;
const folder = mkdtempSync(join(tmpdir(), 'pixelboxx-replicas-'));
chmodSync(folder, 0o711);

/** One line of the report. */
class Tally {
  passed = 0;
  failed = 0;

  check(what: string, faults: readonly string[]): void {
    if (faults.length === 0) this.passed += 1;
    else this.failed += 1;
    console.log(`${faults.length === 0 ? '✓' : '✗'} ${what}`);
    for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  }
}

async function startReplicas(services: readonly Service[]): Promise<{ replicas: Replica[]; origin: string }> {
  const [apis, webs, fronts] = [await Replica.ports(2), await Replica.ports(2), await Replica.ports(2)];
  const [apiFront = 0, webFront = 0] = fronts;
  const origin = `http://localhost:${webFront}`;
  const env = {
    ...makeKeptSecrets(),
    ...makeSharedSecrets(),
    ...mergeSettings(services),
    ALLOW_EMBEDDED: 'true',
    LOG_LEVEL: 'warn',
    RATE_LIMIT_SCALE: '100000',
    ARGON2_MEMORY_KIB: '64',
    ARGON2_ITERATIONS: '1',
    UPLOAD_QUOTA_COUNT: '100000',
    SHUTDOWN_DRAIN_MS: String(drainMs),
    TRUSTED_PROXIES: '127.0.0.0/8',
    WEB_ORIGIN: origin,
    API_URL: `http://127.0.0.1:${apiFront}`,
    DATA_DIR: join(folder, 'data'),
  };
  const ordered = [0, 1].flatMap((at) => [
    new Replica('api', apis[at] ?? 0, env),
    new Replica('web', webs[at] ?? 0, env),
  ]);
  await startNginx(join(folder, 'nginx'), { api: apiFront, web: webFront }, { api: apis, web: webs });
  await Promise.all(ordered.map((replica) => replica.start()));
  return { replicas: ordered, origin };
}

async function restartUnderTraffic(tally: Tally, services: readonly Service[]): Promise<void> {
  const { replicas, origin } = await startReplicas(services);
  const uploader = new User(origin, `r${seed.toString(36)}_follower`);
  if ((await uploader.register()).status !== 201)
    throw new Error('Nobody could register before anything was restarted');
  const uploads: string[] = [];
  const traffic = await Traffic.prepare(origin, seed, uploader, (id) => uploads.push(id));
  const follower = new Follower(uploader, origin);
  follower.start();
  const startedAt = performance.now();
  traffic.start(options.rate);
  const ends: string[] = [];
  let shown = 0;
  for (let round = 0; round < options.restarts; round += 1) {
    const fault = await replicas[round % replicas.length]?.restart();
    if (fault) ends.push(fault);
    if (round % 5 === 4)
      console.log(`… ${round + 1} restarts, ${traffic.sent} requests, ${traffic.failures.length} failed`);
    traffic.failures.slice(shown, shown + 5).forEach((failure) => console.log(`  ${failure}`));
    shown = traffic.failures.length;
  }
  await traffic.stop();
  const seconds = (performance.now() - startedAt) / 1000;
  const isHeard = () => uploads.every((id) => follower.hasSeen(id));
  await pollUntil('the stream has told of every upload', isHeard, { timeoutMs: 20_000 }).catch(() => undefined);
  await follower.stop();
  console.log(`… ${traffic.summary()} in ${seconds.toFixed(0)} s, ${options.restarts} restarts`);
  tally.check(
    `${traffic.sent} requests during ${options.restarts} restarts: ${traffic.failures.length} failed`,
    traffic.failures,
  );
  tally.check('every process ended as it was asked to, with 0', ends);
  tally.check(`the stream came back ${follower.connections - 1} times`, follower.failures);
  const unheard = uploads.filter((id) => !follower.hasSeen(id));
  tally.check(
    `and told of all ${uploads.length} uploads`,
    unheard.map((id) => `nothing was heard of ${id}`),
  );
}

async function main(): Promise<number> {
  console.log(`replicas: seed ${seed}`);
  const at = (name: string) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  };
  const tally = new Tally();
  const kinds = [await postgres(at('postgres')), redis(at('redis')), nats(at('nats'))];
  const services = await Promise.all(kinds.map((kind) => Service.start(kind)));
  const postgresPort = services[0]?.port ?? 0;
  if (options.restarts > 0) {
    await runDatabaseCommand(databaseUrl(postgresPort), 'apply');
    await restartUnderTraffic(tally, services);
  }
  for (let round = 1; round <= options.migrations; round += 1) {
    const faults = await migrateConcurrently(postgresPort, round);
    tally.check(`five migrate one empty database, ${round} of ${options.migrations}`, faults);
  }
  console.log(`\nreplicas: seed ${seed}`);
  console.log(`${tally.passed} passed, ${tally.failed} failed, 0 skipped`);
  return tally.failed === 0 ? 0 : 1;
}

async function end(code: number): Promise<never> {
  await killAll();
  unmountAll();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end(130));
await end(
  await main().catch((error: unknown) => {
    console.error(error);
    return 1;
  }),
);
