import { findFreePort } from '@pixelboxx/config/testing';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

const root = join(import.meta.dirname, '../../..');

/** `npm start` as a user runs it, beside the stack of the other tests; it runs what `npm run e2e` built. */
export class StartedProduct {
  readonly url: string;
  private readonly dataDir: string;
  private readonly child: ChildProcess;
  private printed = '';

  private constructor(child: ChildProcess, url: string, dataDir: string) {
    this.child = child;
    this.url = url;
    this.dataDir = dataDir;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
  }

  /**
   * @param settings in addition to those of every start
   * @param args of the command, such as `--lan`
   */
  static async start(
    settings: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): Promise<StartedProduct> {
    const dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-started-'));
    const [web, api, ai] = [await findFreePort(), await findFreePort(), await findFreePort()];
    // The command of `npm start`. npm itself ends by the signal it receives, whatever happens to the command.
    const child = spawn(process.execPath, ['tools/bootstrap/bootstrap.mjs', 'start', ...args], {
      cwd: root,
      env: {
        ...process.env,
        ...ownSettingsAbsent(),
        ...settings,
        DATA_DIR: dataDir,
        WEB_PORT: String(web),
        API_PORT: String(api),
        AI_PORT: String(ai),
      },
      // Its own process group, like a command in a terminal: Ctrl-C reaches the whole group.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new StartedProduct(child, `http://localhost:${web}`, dataDir);
  }

  get output(): string {
    return this.printed;
  }

  /** Undefined while it runs; null if a signal ended it. */
  get exitCode(): number | null | undefined {
    const { exitCode, signalCode } = this.child;
    return exitCode === null && signalCode === null ? undefined : exitCode;
  }

  /** Like Ctrl-C. */
  interrupt(): void {
    this.signal('SIGINT');
  }

  /** The lines that a service logged. */
  log(service: 'web' | 'api' | 'ai-service'): string {
    return readFileSync(join(this.dataDir, 'logs', `${service}.log`), 'utf8');
  }

  /** Removes everything, whatever happened to it. */
  remove(): void {
    if (this.exitCode === undefined) this.signal('SIGKILL');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
  }
}

/** Empty counts as absent: tests must not use the services that a developer's `.env` names. */
function ownSettingsAbsent(): Record<string, string> {
  const file = join(root, '.env');
  const names = existsSync(file) ? Object.keys(parseEnv(readFileSync(file, 'utf8'))) : [];
  return Object.fromEntries(names.map((name) => [name, '']));
}

/** Runs `npm run smoke` and returns its output. */
export function smoke(...args: string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'packages/dev-cli/src/run.ts'), 'smoke', ...args],
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}
