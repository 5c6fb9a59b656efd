import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { memorySettings } from '@pixelboxx/node-kit/memory-settings';
import { compileCacheOf } from './compile-program.ts';

/** A real process of the api that tests can kill. */
export class CrashingProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    /** Resolves to the signal that ended it, or null if it exited. */
    readonly ended: Promise<NodeJS.Signals | null>,
  ) {}

  static async start(program: string, environment: NodeJS.ProcessEnv): Promise<CrashingProcess> {
    const env = { ...environment, ...memorySettings.api.env, ...compileCacheOf(program) };
    const execArgv = [...memorySettings.api.nodeOptions];
    const child = fork(program, { env, execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => (output += text.toString()));
    const ended = once(child, 'exit').then(([, signal]: (NodeJS.Signals | null)[]) => signal ?? null);
    const [message] = (await Promise.race([
      once(child, 'message'),
      ended.then(() => Promise.reject(new Error(`did not start: ${output}`))),
    ])) as [{ url: string }];
    return new CrashingProcess(child, message.url, ended);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Makes the process die when it reaches this moment. */
  async dieAt(moment: string): Promise<void> {
    const armed = once(this.child, 'message');
    this.child.send(moment);
    await armed;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
