/**
 * Generates the Prisma client without network. The client is TypeScript and WebAssembly, but the CLI requires a native
 * schema engine, downloads it if it is missing, and never runs it for
 * `generate`. Any executable satisfies it. The schema is the one that `readSchemaFiles` composes; the list of
 * migrations is written next to the client.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { OWN_FILES, writeExpectations } from './migrate/migration-files.ts';
import { readSchemaFiles } from './schema-files.ts';

const prismaRoot = dirname(createRequire(import.meta.url).resolve('prisma/package.json'));
/** At the same depth as the schema, since the generator's output path is relative to it. */
const composed = join(import.meta.dirname, `.schema-${process.pid}`);

removeRemains();
const remove = () => rmSync(composed, { recursive: true, force: true });
process.on('exit', remove);
// The client's generator also gets the signal and ends, so this process can end as well.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

mkdirSync(composed);
for (const { path, content } of readSchemaFiles(OWN_FILES.schemaDir))
  writeFileSync(join(composed, basename(path)), content);
const args = [join(prismaRoot, 'build/index.js'), 'generate', '--no-hints', '--schema', composed];
const { status } = spawnSync(process.execPath, args, {
  cwd: join(import.meta.dirname, '..'),
  env: {
    // eslint-disable-next-line no-restricted-properties -- handed on to the child, not read
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
  stdio: ['ignore', 'inherit', 'inherit'],
});
writeExpectations(OWN_FILES);
process.exit(status ?? 1);

/** Removes the folders that killed runs left behind. */
function removeRemains(): void {
  for (const name of readdirSync(import.meta.dirname)) {
    const pid = /^\.schema-(\d+)$/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(import.meta.dirname, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
