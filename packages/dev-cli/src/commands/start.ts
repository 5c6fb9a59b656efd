import { parseArgs } from 'node:util';
import { DataLock } from '../environment/data-lock.ts';
import { chooseLanIp, lanEnvironment } from '../environment/lan.ts';
import { requireFreePorts } from '../environment/ports.ts';
import { loadEnvironment, resolveSettings } from '../environment/settings.ts';
import { Interrupted, Supervisor } from '../process/supervisor.ts';
import { runTurbo } from '../stack/build.ts';
import { Stack } from '../stack/stack.ts';

export const usage = `Usage: npm start -- [--lan[=ADDRESS]] [--verbose]
  --lan       also for phones and others in the local network; =ADDRESS chooses where it has several
  --verbose   shows what all parts log`;

/**
 * `npm start`: runs everything on this machine, in production mode, until Ctrl-C. `--lan`, or `--lan=ADDRESS` to choose
 * one, also serves phones and others in the local network.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    // `parseArgs` options have either a value or none; this one's value is optional.
    args: args.map((arg) => (arg === '--lan' ? '--lan=' : arg)),
    options: { verbose: { type: 'boolean', short: 'v', default: false }, lan: { type: 'string' } },
  });
  const env = loadEnvironment();
  const isLan = values.lan !== undefined;
  const settings = resolveSettings(isLan ? lanEnvironment(env, chooseLanIp(values.lan ?? '')) : env);
  const lock = await DataLock.acquire(settings.dataDir);
  const supervisor = new Supervisor();
  try {
    await requireFreePorts(settings.ports, 'npm start');
    const build = await runTurbo(supervisor, settings.env, 'build', 'Building');
    const stack = new Stack(supervisor, lock, {
      settings,
      mode: 'production',
      verbose: values.verbose,
      restarts: true,
    });
    const startedAt = Date.now();
    await stack.startServices(await stack.prepareDatabase());
    lock.describe({ address: settings.webOrigin });
    announce(settings.webOrigin, build.isCached ? 0 : build.seconds, (Date.now() - startedAt) / 1000);
    if (isLan) announceLan();
    return await supervisor.unlessInterrupted(stack.failure);
  } catch (error) {
    // The user ended it, which is how this command always ends.
    if (error instanceof Interrupted) return 0;
    throw error;
  } finally {
    if (supervisor.isInterrupted) console.log('\n… Stopping');
    const stoppingAt = performance.now();
    await supervisor.stopAll();
    lock.release();
    for (const name of supervisor.overdue) console.error(`✗ ${name} did not end when it was asked to, and was killed.`);
    if (supervisor.isInterrupted) announceEnd((performance.now() - stoppingAt) / 1000);
  }
}

function announceEnd(seconds: number): void {
  console.log(`✓ Stopped in ${seconds.toFixed(1)} s. Nothing is lost: \`npm start\` continues where it was.`);
}

function announceLan(): void {
  console.log(
    '  Open this address on a phone in the same network. It is plain http, for your local network only: whoever is',
  );
  console.log(
    '  in that network can read passwords on their way. Passkeys need https or localhost, so they are not offered.\n',
  );
}

function announce(address: string, buildSeconds: number, startSeconds: number): void {
  const installSeconds = Number(process.env['PIXELBOXX_INSTALL_SECONDS'] ?? 0);
  const total = (Date.now() - Number(process.env['PIXELBOXX_STARTED_AT'] ?? Date.now())) / 1000;
  const isCold = installSeconds > 0 || buildSeconds > 0;
  const parts = [
    installSeconds > 0 && `installed in ${installSeconds.toFixed(1)} s`,
    buildSeconds > 0 && `built in ${buildSeconds.toFixed(1)} s`,
    `started in ${startSeconds.toFixed(1)} s`,
  ];
  const summary = parts.filter(Boolean).join(', ');
  console.log(`\n  Pixelboxx is ready: ${address}\n`);
  console.log(`  ${isCold ? 'Cold' : 'Warm'} start, ${total.toFixed(1)} s (${summary}). Ctrl-C stops it.\n`);
}
