import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { programPath } from '../../src/process.ts';

export interface EmbeddedProcess {
  url: string;
  child: ChildProcess;
  /** Ends it by this signal; resolves to the exit code, or the signal's name when it did not exit by itself. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

/** The embedded Postgres as `npm start` runs it, on these files. Rejects with what it printed when it does not start. */
export async function startEmbeddedProcess(dataDir: string): Promise<EmbeddedProcess> {
  const child = spawn(process.execPath, [programPath, '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()));
  const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? 'unknown');
  const ready = once(createInterface(child.stdout), 'line').then(([line]: string[]) => line ?? '');
  const line = await Promise.race([
    ready,
    exited.then((how) => Promise.reject(new Error(`ended by ${how}: ${complaints}`))),
  ]);
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    child,
    end: (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}
