/**
 * `node watch.ts`: bundles the api at each change, each time into a folder of its own, for `npm run dev`. Prints one line
 * of JSON for every build: `{ "event": "built", "folder": … }` once that folder is complete and will not change any more, or
 * `{ "event": "failed", "message": … }`. Whoever used a folder removes it; what is left goes with this process.
 */
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { watch } from 'rolldown';
import config from './rolldown.config.ts';

/** As deep as `dist`, so that the maps of stack traces name the same files. */
const builds = join(import.meta.dirname, '.dev');
const output = join(builds, `out-${process.pid}`);

const report = (line: { event: 'built'; folder: string } | { event: 'failed'; message: string }) =>
  process.stdout.write(`${JSON.stringify(line)}\n`);

let begun = 0;
const folders: string[] = [];

/** The bundler empties its folder when it begins anew, which it may do at any moment: what counts is a copy. */
async function publish(build: number): Promise<void> {
  const folder = join(builds, `${process.pid}-${build}`);
  try {
    cpSync(output, folder, { recursive: true });
    // A build that began meanwhile is told of now, and reports when it has ended.
    await new Promise((resolve) => setImmediate(resolve));
    if (build !== begun || !existsSync(join(folder, 'main.js'))) throw new Error('superseded');
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return;
  }
  folders.push(folder);
  report({ event: 'built', folder });
}

/** What processes left that were killed. */
function removeAbandoned(): void {
  if (!existsSync(builds)) return;
  for (const name of readdirSync(builds)) {
    const [, pid] = /^(?:out-)?(\d+)/.exec(name) ?? [];
    if (pid === undefined || !isAlive(Number(pid))) rmSync(join(builds, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

removeAbandoned();
if (Array.isArray(config.output)) throw new Error('The api is bundled once, not in several ways.');
const watcher = watch({ ...config, output: { ...config.output, dir: output } });
watcher.on('event', async (event) => {
  if (event.code === 'START') begun += 1;
  if (event.code === 'ERROR') report({ event: 'failed', message: event.error.message });
  if (event.code === 'BUNDLE_END') await publish(begun);
  if (event.code === 'BUNDLE_END' || event.code === 'ERROR') await event.result.close();
});
process.once('SIGTERM', () => {
  void watcher.close().finally(() => {
    for (const folder of [output, ...folders]) rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
});
