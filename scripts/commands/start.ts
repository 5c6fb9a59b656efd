import { parseArgs } from 'node:util';
import { DataLock } from '../environment/data-lock.ts';
import { requireFreePorts } from '../environment/ports.ts';
import { loadEnvironment, resolveSettings } from '../environment/settings.ts';
import { Interrupted, Supervisor } from '../process/supervisor.ts';
import { runTurbo } from '../stack/build.ts';
import { Stack } from '../stack/stack.ts';

/** `npm start`: everything on this machine, in production mode, until Ctrl-C. */
export async function start(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { verbose: { type: 'boolean', short: 'v', default: false } } });
  const settings = resolveSettings(loadEnvironment());
  const lock = await DataLock.acquire(settings.dataDir);
  const supervisor = new Supervisor();
  try {
    await requireFreePorts(settings.ports, 'npm start');
    const build = await runTurbo(supervisor, settings.env, 'build', 'Building');
    const stack = new Stack(supervisor, lock, { settings, mode: 'production', verbose: values.verbose });
    const startedAt = Date.now();
    await stack.startServices(await stack.prepareDatabase());
    lock.describe({ address: settings.webOrigin });
    announce(settings.webOrigin, build.isCached ? 0 : build.seconds, (Date.now() - startedAt) / 1000);
    return await supervisor.unlessInterrupted(stack.failure);
  } catch (error) {
    // Asked to end: what this command is always ended by.
    if (error instanceof Interrupted) return 0;
    throw error;
  } finally {
    if (supervisor.isInterrupted) console.log('\n… Stopping');
    await supervisor.stopAll();
    lock.release();
    if (supervisor.isInterrupted) console.log('✓ Stopped. Nothing is lost: `npm start` continues where it was.');
  }
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
