import { describe, expect, it } from 'vitest';
import { findFreePort } from '../../src/environment/ports.ts';
import { eventually, fixture, isRunning, startNode, temporaryFolder } from '../support/processes.ts';

async function startStarter() {
  const starter = startNode([fixture('starter.ts')]);
  const pids = await eventually(() => {
    const found = [...starter.output().matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
    return found.length === 3 && found;
  });
  return { starter, pids };
}

describe.skipIf(process.platform === 'win32')('the processes of a command', () => {
  it('stop in reverse order of their start, one after the other, and none is left', async () => {
    const { starter, pids } = await startStarter();
    starter.child.kill('SIGINT');
    expect(await starter.exited).toBe(0);
    const order = starter.output().match(/goodbye \w+|all stopped/g);
    expect(order).toEqual(['goodbye second', 'goodbye first', 'all stopped']);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it('treat one Ctrl-C that arrives twice as one', async () => {
    const { starter } = await startStarter();
    starter.child.kill('SIGINT');
    starter.child.kill('SIGTERM');
    expect(await starter.exited).toBe(0);
    expect(starter.output()).toContain('goodbye first');
  });

  it('are named only if they had to be killed', async () => {
    const env = { DATA_DIR: temporaryFolder(), PORT: String(await findFreePort()) };
    const command = startNode([fixture('stack-command.ts')], env);
    await eventually(() => /deaf \d+/.test(command.output()) && /listener \d+/.test(command.output()));
    command.child.kill('SIGTERM');
    expect(await command.exited).toBe(0);
    expect(command.output().trim().split('\n').at(-1)).toBe('overdue deaf');
  });

  it('are killed immediately by a second signal', async () => {
    const { starter, pids } = await startStarter();
    starter.child.kill('SIGTERM');
    await eventually(() => starter.output().includes('goodbye second'));
    const impatience = setInterval(() => starter.child.kill('SIGTERM'), 100);
    expect(await starter.exited).toBe(130);
    clearInterval(impatience);
    await eventually(() => pids.every((pid) => !isRunning(pid)));
    expect(starter.output()).not.toContain('all stopped');
  });

  it('end by themselves if the command is killed, with all their children', async () => {
    const { starter, pids } = await startStarter();
    starter.child.kill('SIGKILL');
    await starter.exited;
    await eventually(() => pids.every((pid) => !isRunning(pid)));
  });
});
