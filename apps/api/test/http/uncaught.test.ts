import { pollUntil } from '@pixelboxx/config/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testEnvironment } from '../support/config.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { compileProgram } from '../support/programs/compile-program.ts';

describe('an uncaught error in the api', () => {
  it('[A1] is logged as one fatal line, and the process exits with 1', async () => {
    const database = await createTestDatabase();
    const program = await compileProgram('src/bin/server.ts');
    const preload = join(import.meta.dirname, 'throw-on-signal.mjs');
    const env = { ...testEnvironment({ LOG_LEVEL: 'info', DATABASE_URL: database.url }), PATH: process.env['PATH'] };
    const child = spawn(process.execPath, ['--import', preload, program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await pollUntil('the api listens', () => output.includes('process.listening'), { timeoutMs: 60_000 });

    const exited = once(child, 'close');
    child.kill('SIGUSR2');
    expect(await exited).toEqual([1, null]);
    const fatal = output.split('\n').filter((line) => line.includes('process.uncaught'));
    expect(fatal).toHaveLength(1);
    expect(JSON.parse(fatal[0] ?? '')).toMatchObject({ level: 'fatal', origin: 'uncaughtException' });
    expect(fatal[0]).toContain('on purpose');
    await database.stop();
  });
});
