import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { freePort } from '../database.ts';

/** A Redis for this run, if the machine has one; it persists nothing. */
export class LocalRedis {
  readonly url: string;
  private readonly port: number;
  private readonly child: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.child = child;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(): Promise<LocalRedis | null> {
    if (spawnSync('redis-server', ['--version']).status !== 0) return null;
    const port = await freePort();
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const redis = new LocalRedis(port, spawn('redis-server', args, { stdio: 'ignore' }));
    const deadline = performance.now() + 10_000;
    for (;;) {
      try {
        await redis.commands();
        return redis;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** How many commands it has executed, not counting this query. */
  async commands(): Promise<number> {
    const text = await this.ask('INFO stats\r\n');
    return Number(/total_commands_processed:(\d+)/.exec(text)?.[1] ?? Number.NaN);
  }

  stop(): void {
    this.child.kill();
  }

  private ask(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.write(command));
      let text = '';
      socket.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.includes('total_commands_processed:')) socket.end();
      });
      socket.once('close', () => resolve(text)).once('error', reject);
    });
  }
}
