import { findFreePort, untilListening } from '@pixelboxx/config/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The path of a server's program, or null without it. Debian installs some in `sbin`, which is not on a user's PATH. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** A real server of another kind, run beside the tests on a free port with its own data, which tests can kill and pause. */
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

  /** @throws Error with the program's output, if it ends instead of listening */
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

  /** Like a crash: nothing is written, no connection is closed properly. */
  async kill(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Deletes its data on disk. */
  wipe(): void {
    rmSync(this.directory, { recursive: true });
    mkdirSync(this.directory);
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
