import { compileCache } from '@pixelboxx/config/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const program = path.join(import.meta.dirname, 'draining-server.ts');

/** A server as a process of its own, which answers `/slow` after 300 ms. */
async function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [program], {
    env: { ...env, ...compileCache() },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child.stdout, 'data');
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { child, url: output.trim(), exited, output: () => output };
}

describe('an uncaught error', () => {
  it.each(['exception', 'rejection'])(
    '[A1] ends the process with one log line, after running requests, by an %s',
    async (kind) => {
      const { child, url, exited, output } = await start({ KIND: kind });
      const slow = fetch(`${url}/slow`);
      await fetch(`${url}/seen`);
      child.kill('SIGUSR2');
      expect(await (await slow).text()).toBe('whole');
      expect(await exited).toBe(1);
      const lines = output().trim().split('\n').slice(1);
      expect(lines).toEqual([expect.stringMatching(/^fatal on purpose (uncaughtException|unhandledRejection)$/)]);
    },
  );

  it.each(['never ends', 'throws'])('[A1] ends the process when draining %s', async (drain) => {
    const { child, exited } = await start({ KIND: 'exception', DRAIN: drain });
    child.kill('SIGUSR2');
    expect(await exited).toBe(1);
  });
});
