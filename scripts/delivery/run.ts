import { spawn } from 'node:child_process';
import { asksForHelp, isArgumentError } from '../arguments.ts';
import { root } from '../root.ts';

export interface Output {
  readonly status: number;
  readonly stdout: string;
  /** The output of both streams, in order. */
  readonly text: string;
}

interface Options {
  readonly input?: string;
  /** Also shows the output at once, for slow programs. */
  readonly isShown?: boolean;
}

/** A failed step, described for the user who deploys. */
export class DeliveryFault extends Error {}

/** Runs a program of this machine in the repository's folder. @throws DeliveryFault if there is no such program */
export async function tryRun(program: string, args: readonly string[], options: Options = {}): Promise<Output> {
  const child = spawn(program, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    text += chunk;
    if (options.isShown) process.stdout.write(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (options.isShown) process.stderr.write(chunk);
  });
  // It may end before it has read everything, and reports why itself.
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(new DeliveryFault(`${program} cannot be run: ${error.message}`, { cause: error })),
    );
    child.on('close', (status) => resolve({ status: status ?? 1, stdout, text }));
  });
}

/** @returns its stdout; @throws DeliveryFault with its output, unless it exits with 0 */
export async function run(program: string, args: readonly string[], options: Options = {}): Promise<string> {
  const { status, stdout, text } = await tryRun(program, args, options);
  if (status === 0) return stdout;
  throw new DeliveryFault(`\`${program} ${args.slice(0, 4).join(' ')} …\` ended with ${status}:\n${text.trim()}`);
}

/**
 * Runs a command of this folder: its text is for users, its exit code for workflows. 1: it did not work, and says what
 * is left unchanged. 2: somebody must look at the installation now.
 */
export async function runCommand(usage: string, command: () => Promise<void>): Promise<void> {
  if (asksForHelp()) {
    console.log(usage);
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.error(`✗ Interrupted by ${signal}: nothing is rolled back by this. Look at the installation.`);
      process.exit(130);
    });
  }
  try {
    await command();
  } catch (error) {
    console.error(`✗ ${textOf(error, usage)}`);
    process.exitCode = error instanceof RollBackFault ? 2 : 1;
  }
}

function textOf(error: unknown, usage: string): string {
  if (error instanceof DeliveryFault) return error.message;
  if (isArgumentError(error)) return `${error.message}\n${usage}`;
  return String(error instanceof Error ? error.stack : error);
}

/** The installation is left between two releases. */
export class RollBackFault extends DeliveryFault {}
