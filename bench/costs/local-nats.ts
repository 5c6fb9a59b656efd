import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../database.ts';

/** Debian installs it where only root's PATH leads. */
const path = `${process.env['PATH'] ?? ''}:/usr/sbin`;

/** A NATS for this run, if the machine has one. */
export class LocalNats {
  readonly url: string;
  private readonly child: ChildProcess;
  private readonly directory: string;

  private constructor(port: number, directory: string) {
    this.url = `nats://127.0.0.1:${port}`;
    this.directory = directory;
    const args = ['--addr', '127.0.0.1', '--port', String(port), '--jetstream', '--store_dir', directory];
    this.child = spawn('nats-server', args, { stdio: 'ignore', env: { PATH: path } });
  }

  static async start(): Promise<LocalNats | null> {
    if (spawnSync('nats-server', ['--version'], { env: { PATH: path } }).status !== 0) return null;
    const port = await freePort();
    const nats = new LocalNats(port, mkdtempSync(join(tmpdir(), 'pixelboxx-bench-nats-')));
    const deadline = performance.now() + 10_000;
    while (!(await accepts(port))) {
      if (performance.now() > deadline) throw new Error('NATS did not start');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return nats;
  }

  stop(): void {
    this.child.once('exit', () => rmSync(this.directory, { recursive: true, force: true }));
    this.child.kill();
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
