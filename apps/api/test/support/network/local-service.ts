import { findFreePort, untilListening } from '@pixelboxx/config/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where a server's program is, or null when this machine has none. Debian keeps some in `sbin`, off a user's PATH. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** A real server of another kind, run beside the tests on a free port with data of its own, to be killed and paused at will. */
export class LocalService {
  readonly port: number;
  private readonly directory = mkdtempSync(join(tmpdir(), 'pixelboxx-service-'));
  private readonly program: string;
  private readonly argsFor: (port: number, directory: string) => string[];
  private child: ChildProcess | undefined;

  private constructor(program: string, port: number, argsFor: (port: number, directory: string) => string[]) {
    this.program = program;
    this.port = port;
    this.argsFor = argsFor;
  }

  /** Reserves a port without starting anything. */
  static async reserve(program: string, argsFor: (port: number, directory: string) => string[]): Promise<LocalService> {
    return new LocalService(program, await findFreePort(), argsFor);
  }

  /** @throws Error with what the program wrote, when it ends instead of listening */
  async start(): Promise<void> {
    const log = openSync(join(this.directory, 'output.log'), 'a');
    const child = spawn(this.program, this.argsFor(this.port, this.directory), { stdio: ['ignore', log, log] });
    closeSync(log);
    this.child = child;
    let onExit = (): void => {};
    const ended = new Promise<never>((_resolve, reject) => {
      onExit = () =>
        reject(new Error(`${this.program} ended:\n${readFileSync(join(this.directory, 'output.log'), 'utf8')}`));
      child.once('exit', onExit);
    });
    try {
      await Promise.race([untilListening(this.program, this.port), ended]);
    } finally {
      child.off('exit', onExit);
    }
  }

  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** As a crash would: nothing is written, no connection is closed politely. */
  async kill(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** What it kept on disk is gone. */
  wipe(): void {
    rmSync(this.directory, { recursive: true });
    mkdirSync(this.directory);
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
