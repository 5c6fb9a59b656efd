/**
 * Generates the Prisma client without network: the client is TypeScript and WebAssembly, yet the CLI wants a native
 * schema engine to exist, downloads it otherwise, and never runs it for `generate`. Any executable satisfies it.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const prismaRoot = dirname(createRequire(import.meta.url).resolve('prisma/package.json'));
const { status } = spawnSync(process.execPath, [join(prismaRoot, 'build/index.js'), 'generate', '--no-hints'], {
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
process.exit(status ?? 1);
