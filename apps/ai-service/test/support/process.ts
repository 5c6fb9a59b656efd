import { compileCache } from '@pixelboxx/config/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { until } from './until.ts';

const main = path.join(import.meta.dirname, '../../src/main.ts');

export interface ServiceProcess {
  child: ChildProcess;
  /** What was printed so far. */
  output: () => { stdout: string; stderr: string };
  /** Resolves to the exit code. */
  exited: Promise<number | null>;
}

/**
 * The service as its own process, with these variables, and no others that it reads, as its environment. Its stdout may go
 * to a descriptor instead of `output`.
 */
export function runService(
  environment: Record<string, string>,
  nodeArguments: string[] = [],
  stdoutTo: 'pipe' | number = 'pipe',
): ServiceProcess {
  const child: ChildProcess = spawn(process.execPath, [...nodeArguments, main], {
    env: { ...environment, ...compileCache() },
    stdio: ['ignore', stdoutTo, 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => ({ stdout, stderr }), exited };
}

/** The address that the process says it listens on, when its model is loaded. */
export async function readyUrl({ output }: ServiceProcess): Promise<string> {
  const listening = () => /"msg":"Server listening at (http:[^"]+)"/.exec(output().stdout)?.[1];
  await until(() => listening() !== undefined);
  const url = listening() ?? '';
  await until(async () => (await fetch(`${url}/v1/health/ready`)).ok);
  return url;
}
