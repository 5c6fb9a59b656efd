import { join } from 'node:path';
import { pollUntil } from '@pixelboxx/config/testing';
import { memorySettings } from '@pixelboxx/node-kit/memory-settings';
import { Program } from '../services/program.ts';

const root = join(import.meta.dirname, '../..');
const app = (name: string) => join(root, 'apps', name);

/** As `npm start` starts them, from the build. */
const commands = {
  api: { cwd: app('api'), args: ['--enable-source-maps', ...memorySettings.api.nodeOptions, 'dist/main.js'] },
  web: { cwd: app('web'), args: ['server.ts'] },
  'ai-service': { cwd: app('ai-service'), args: [...memorySettings['ai-service'].nodeOptions, 'dist/main.js'] },
} as const;

export function startProcess(name: keyof typeof commands, env: Record<string, string>): Program {
  const { cwd, args } = commands[name];
  return Program.start({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', ...args],
    cwd,
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...memorySettings.api.env, ...env },
  });
}

/** `npm run db -- <args>` @throws Error with its last lines if it fails */
export function runDatabaseCommand(databaseUrl: string, ...args: string[]): Promise<string> {
  return Program.run({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', 'prisma/cli.ts', ...args],
    cwd: app('api'),
    env: { DATABASE_URL: databaseUrl },
  });
}

/** @throws Error if it ends meanwhile, or does not respond with OK in time */
export async function untilOk(name: string, program: Program, url: string): Promise<void> {
  const look = async () => {
    if (program.hasEnded) throw new Error(`${name} did not start:\n${program.tail(15).join('\n')}`);
    return fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      (response) => response.ok,
      () => false,
    );
  };
  await pollUntil(`${name} is there`, look, { timeoutMs: 60_000, everyMs: 50 });
}
