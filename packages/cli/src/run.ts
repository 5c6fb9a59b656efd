import { parseCommand } from './arguments.ts';
import { exitCodes, type ExitCode, failureOf } from './cli-error.ts';
import type { Context } from './commands/context.ts';
import { login } from './commands/login.ts';
import { logout } from './commands/logout.ts';
import { upload } from './commands/upload.ts';
import { whoami } from './commands/whoami.ts';
import { helpOf } from './help.ts';
import { Credentials } from './settings/credentials.ts';
import type { Environment } from './settings/environment.ts';
import { Output, type Stream } from './terminal/output.ts';

export interface Program {
  /** Without Node and the script. */
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Ends the program, with a CliError as its reason. */
  readonly signal: AbortSignal;
  readonly version: string;
}

/** Runs the whole program. @returns the exit code; it never throws */
export async function run({ args, environment, stdout, stderr, signal, version }: Program): Promise<ExitCode> {
  const output = new Output({ stdout, stderr, json: args.includes('--json') });
  const credentials = new Credentials(environment.configDir);
  const context = { environment, credentials, output, signal, userAgent: `pixelboxx-cli/${version}` };
  try {
    return await carryOut(context, args, version, stdout);
  } catch (error) {
    output.endProgress();
    const { code, message, exitCode } = failureOf(signal.aborted ? signal.reason : error);
    output.failure(code, message);
    return exitCode;
  }
}

async function carryOut(context: Context, args: readonly string[], version: string, stdout: Stream): Promise<ExitCode> {
  const command = parseCommand(args);
  switch (command.name) {
    case 'help':
      stdout.write(`${helpOf(command.of)}\n`);
      return exitCodes.done;
    case 'version':
      stdout.write(`${version}\n`);
      return exitCodes.done;
    case 'login':
      await login(context, command);
      return exitCodes.done;
    case 'logout':
      await logout(context, command);
      return exitCodes.done;
    case 'whoami':
      await whoami(context, command);
      return exitCodes.done;
    case 'upload':
      return upload(context, command);
  }
}
