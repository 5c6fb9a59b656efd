import { pollUntil } from '@pixelboxx/config/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { testEnvironment } from '../config.ts';
import { compileCacheOf, compileProgram } from './compile-program.ts';

/** The api as it runs in production: compiled, in a separate process. */
export class ApiProcess {
  /** Its output on stdout and stderr. */
  output = '';
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  static async start(settings: Record<string, string>): Promise<ApiProcess> {
    const program = await compileProgram('src/bin/server.ts');
    const env = {
      ...testEnvironment({ LOG_LEVEL: 'info', ...settings }),
      ...compileCacheOf(program),
      PATH: process.env['PATH'],
    };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const api = new ApiProcess(child);
    await pollUntil('the api listens', () => /"url":"http/.test(api.output) || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`The api does not start: ${api.output}`);
    return api;
  }

  get baseUrl(): string {
    return /"url":"(http[^"]+)"/.exec(this.output)?.[1] ?? '';
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** In bytes: the current memory, and the maximum since `forgetPeak`. Null if the system does not report it. */
  memory(): { now: number; peak: number } | null {
    if (process.platform !== 'linux') return null;
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
    return { now: of('VmRSS'), peak: of('VmHWM') };
  }

  /** See proc(5), `clear_refs`. */
  forgetPeak(): void {
    if (process.platform === 'linux') writeFileSync(`/proc/${this.child.pid}/clear_refs`, '5');
  }

  /** Stops it gracefully. @returns its exit code */
  async stop(): Promise<number | null> {
    if (this.isRunning) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await exited;
    }
    return this.child.exitCode;
  }
}
