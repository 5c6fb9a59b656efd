import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEMO_PASSWORD } from '../../../../apps/api/prisma/seed/users.ts';
import { DataLock } from '../environment/data-lock.ts';
import { requireFreePorts } from '../environment/ports.ts';
import { root } from '../environment/root.ts';
import { loadEnvironment, resolveSettings, type Environment, type Settings } from '../environment/settings.ts';
import { Interrupted, Supervisor } from '../process/supervisor.ts';
import { runTurbo } from '../stack/build.ts';
import { runDatabaseCommand } from '../stack/database.ts';
import { Gate } from '../stack/gate.ts';
import { Restarter } from '../stack/restarter.ts';
import { services, type ServiceSpec } from '../stack/services.ts';
import { Stack } from '../stack/stack.ts';

export const usage = `Usage: npm run dev -- [--verbose]
  --verbose   shows what all parts log`;

/** `npm run dev`: the stack from the sources; each part restarts when its sources change. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { verbose: { type: 'boolean', short: 'v', default: false } } });
  const settings = resolveSettings(loadEnvironment());
  const lock = await DataLock.acquire(settings.dataDir);
  const supervisor = new Supervisor();
  const restarters: Restarter[] = [];
  try {
    await requireFreePorts(settings.ports, 'npm run dev');
    await runTurbo(supervisor, settings.env, 'generate', 'Generating code');
    const stack = new Stack(supervisor, lock, {
      settings,
      mode: 'development',
      verbose: values.verbose,
      restarts: true,
    });
    const env = await stack.prepareDatabase();
    await runDatabaseCommand(supervisor, env, String(env['DATABASE_URL']), ['seed']);
    const [aiSpec, apiSpec, webSpec] = services(settings, 'development');
    const ai = new Restarter(stack, aiSpec, env, await Gate.listen(hostOf(env, 'AI_HOST'), settings.ports.ai));
    restarters.push(ai);
    const apiGate = await Gate.listen(hostOf(env, 'API_HOST'), settings.ports.api);
    const api = new Restarter(stack, apiSpec, env, apiGate, (args) => removeBuild(args));
    restarters.push(api);
    await buildApiOnChange(supervisor, stack, env, (folder) => api.replace(argumentsFor(apiSpec, folder)));
    await stack.startServices(
      env,
      (service) => {
        if (service === aiSpec) ai.replace();
        else if (service !== apiSpec) stack.keepService(service, env);
      },
      [aiSpec, apiSpec, webSpec],
    );
    ai.watch([join(aiSpec.cwd, 'src')]);
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

const hostOf = (env: Environment, variable: string) => env[variable] ?? '127.0.0.1';

/** The api's arguments for a build in `folder`. */
const argumentsFor = ({ args }: ServiceSpec, folder: string) => [...args.slice(0, -1), join(folder, 'main.js')];

function removeBuild(args: string[]): void {
  rmSync(dirname(args.at(-1) ?? ''), { recursive: true, force: true });
}

/** Bundles the api at each change. Resolves when the first bundle is ready or has failed. */
async function buildApiOnChange(
  supervisor: Supervisor,
  stack: Stack,
  env: Environment,
  onBuilt: (folder: string) => void,
): Promise<void> {
  const first = Promise.withResolvers<void>();
  let unfinished = '';
  const read = (text: string) => {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines.filter((one) => one.startsWith('{'))) {
      const { event, folder, message } = JSON.parse(line) as { event: string; folder: string; message: string };
      if (event === 'built') onBuilt(folder);
      else console.error(`✗ The api does not build; the one before goes on answering.\n${message}`);
      first.resolve();
    }
  };
  stack.start({ name: 'api-build', args: ['watch.ts'], cwd: join(root, 'apps', 'api'), env, onText: read });
  await supervisor.unlessInterrupted(Promise.race([first.promise, stack.failure]));
}

function announce(settings: Settings): void {
  const { webOrigin, dataDir } = settings;
  console.log(`\n  Pixelboxx is ready for development: ${webOrigin}`);
  console.log(`  Mail: ${webOrigin}/dev/inbox   Logs: ${join(dataDir, 'logs')}, or all of them here with --verbose`);
  console.log(`  Demo: sign in as demo, demo-mod or demo-admin with the password ${DEMO_PASSWORD}`);
  console.log('\n  Changes take effect by themselves. Ctrl-C stops it.\n');
}
