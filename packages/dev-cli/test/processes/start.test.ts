import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DataLock } from '../../src/environment/data-lock.ts';
import { findFreePorts } from '../../src/environment/ports.ts';
import { runNode, temporaryFolder } from '../support/processes.ts';

const run = join(import.meta.dirname, '../../src/run.ts');

async function freePorts(): Promise<Record<string, string>> {
  const ports = (await findFreePorts(3)).map(String);
  return { WEB_PORT: ports[0]!, API_PORT: ports[1]!, AI_PORT: ports[2]! };
}

describe('npm start', () => {
  it('ends with one helpful sentence if a port is taken, before doing anything', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const env = { ...(await freePorts()), DATA_DIR: temporaryFolder(), API_PORT: String(port) };
    const { status, output } = await runNode([run, 'start'], env);
    expect(status).toBe(1);
    expect(output.trim()).toMatch(
      new RegExp(`^Port ${port} is in use\\. Stop the other program or choose another: API_PORT=\\d+ npm start$`),
    );
  });

  it('refuses a data directory that is in use', async () => {
    const dataDir = temporaryFolder();
    const lock = await DataLock.acquire(dataDir);
    onTestFinished(() => lock.release());
    const { status, output } = await runNode([run, 'start'], { ...(await freePorts()), DATA_DIR: dataDir });
    expect(status).toBe(1);
    expect(output).toContain(`Pixelboxx already runs on ${dataDir} (process ${process.pid}). Stop it, or`);
  });

  it('names an unknown argument, and lists the known ones', async () => {
    const { status, output } = await runNode([run, 'start', '--fast'], { DATA_DIR: temporaryFolder() });
    expect(status).toBe(2);
    expect(output.trim()).toMatch(/^Unknown option '--fast'[^]*\nUsage: npm start -- \[--lan/);
  });

  it('is in the list of commands shown for a mistyped one', async () => {
    const { status, output } = await runNode([run, 'strat']);
    expect(status).toBe(2);
    expect((await runNode([run])).output.trim()).toMatch(/^Name a command\.\nThere are: start, /);
    expect(output.trim()).toMatch(/^There is no command `strat`\.\nThere are: start, dev, test, /);
  });
});
