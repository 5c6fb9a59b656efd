import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEMO_PASSWORD } from '../../apps/api/prisma/seed/people.ts';
import { DataLock } from '../environment/data-lock.ts';
import { requireFreePorts } from '../environment/ports.ts';
import { root } from '../environment/root.ts';
import { loadEnvironment, resolveSettings, type Environment, type Settings } from '../environment/settings.ts';
import { Interrupted, Supervisor } from '../process/supervisor.ts';
import { runTurbo } from '../stack/build.ts';
import { runDatabaseCommand } from '../stack/database.ts';
import { Restarter } from '../stack/restarter.ts';
import { Stack } from '../stack/stack.ts';

const api = join(root, 'apps', 'api');

/** `npm run dev`: the stack on the sources, each part starting again when its sources change. */
export async function dev(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { verbose: { type: 'boolean', short: 'v', default: false } } });
  const settings = resolveSettings(loadEnvironment());
  const lock = await DataLock.acquire(settings.dataDir);
  const supervisor = new Supervisor();
  const restarters: Restarter[] = [];
  try {
    await requireFreePorts(settings.ports, 'npm run dev');
    await runTurbo(supervisor, settings.env, 'generate', 'Generating the database client');
    const stack = new Stack(supervisor, lock, { settings, mode: 'development', verbose: values.verbose, restarts: true });
    const env = await stack.prepareDatabase();
    await runDatabaseCommand(supervisor, env, String(env['DATABASE_URL']), ['seed']);
    await buildApiOnChange(supervisor, stack, env);
    await stack.startServices(env, (service) => {
      if (service.restartOn.length > 0) restarters.push(new Restarter(stack, service, env));
      else stack.keepService(service, env);
    });
    lock.describe({ address: settings.webOrigin });
    announce(settings);
    return await supervisor.unlessInterrupted(stack.failure);
  } catch (error) {
    if (error instanceof Interrupted) return 0;
    throw error;
  } finally {
    if (supervisor.isInterrupted) console.log('\n… Stopping');
    for (const restarter of restarters) restarter.close();
    await supervisor.stopAll();
    lock.release();
  }
}

/** Bundles the api again at each change. Resolves once the first bundle is there. */
async function buildApiOnChange(supervisor: Supervisor, stack: Stack, env: Environment): Promise<void> {
  const rolldown = join(
    dirname(createRequire(join(api, 'package.json')).resolve('rolldown/package.json')),
    'bin/cli.mjs',
  );
  const config = ['-c', 'rolldown.config.ts'];
  const output = stack.log('api-build');
  const status = await supervisor.run({
    name: 'api-build',
    args: [rolldown, ...config],
    cwd: api,
    env,
    onOutput: (text) => output.write(text),
  });
  if (status !== 0) console.error(`✗ The api does not build:\n${stack.tail('api-build', 20).join('\n')}`);
  // Watched by the restarter even when the first build failed.
  if (!existsSync(join(api, 'dist'))) mkdirSync(join(api, 'dist'));
  stack.start({ name: 'api-build', args: [rolldown, ...config, '--watch'], cwd: api, env });
}

function announce(settings: Settings): void {
  const { webOrigin, dataDir } = settings;
  console.log(`\n  Pixelboxx is ready for development: ${webOrigin}`);
  console.log(`  Mail: ${webOrigin}/dev/inbox   Logs: ${join(dataDir, 'logs')}, or all of them here with --verbose`);
  console.log(`  Demo: sign in as demo, demo-mod or demo-admin with the password ${DEMO_PASSWORD}`);
  console.log('\n  Changes take effect by themselves. Ctrl-C stops it.\n');
}
