import { Inject, type LoggerService } from '@nestjs/common';
import { traceFields } from '@pixelboxx/telemetry';
import { type Logger, pino, type DestinationStream } from 'pino';
import type { Config } from '../config/config.ts';
import { errorFields } from './error-fields.ts';

export type { Logger } from 'pino';

/** DI token of the process's one logger: `logger.info({ event: 'auth.login.failed', userId })`. */
export const LOGGER = 'LOGGER';
export const InjectLogger = () => Inject(LOGGER);

/** Values under these keys never reach a log, at any depth the code logs at (OWASP Logging Cheat Sheet). */
const secretKeys = [
  'password',
  'currentPassword',
  'newPassword',
  'passwordHash',
  'token',
  'refreshToken',
  'accessToken',
  'cookie',
  'authorization',
  'set-cookie',
  'email',
];

/** Up to here a write to a pipe is whole or not at all (POSIX, PIPE_BUF). */
const atomicBytes = 4_096;
/** How long a line may wait for others to be written with. */
const flushMs = 100;

/**
 * Stdout, written without blocking, some lines at once or after 100 ms, as each write wakes a thread. What is under way
 * while the process ends is not waited for: were it more than a pipe takes at once, what is flushed meanwhile would get
 * into the middle of a line.
 */
function createDestination(): DestinationStream {
  const destination = pino.destination({
    dest: 1,
    sync: false,
    minLength: atomicBytes - 96,
    maxWrite: atomicBytes,
    // What it gathers as a string it copies and measures anew for every line; of bytes it knows how many it has.
    contentMode: 'buffer',
  });
  // Of that mode it takes bytes, which its types do not say.
  const write: unknown = Reflect.get(destination, 'write');
  if (typeof write !== 'function') throw new TypeError('A destination is written to');
  const flushSoon = flushWhileUnwritten(destination);
  // The same object, since what flushes at the end of the process knows it.
  return Object.assign(destination, {
    write: (line: string): boolean => {
      flushSoon();
      return Reflect.apply(write, destination, [Buffer.from(line)]) === true;
    },
  });
}

/**
 * Flushes every 100 ms until there was nothing left to write. Its own `periodicFlush` never ends: ten times a second it
 * would have a thread write nothing, in a process that does nothing and for loggers that nobody has any more.
 * @returns to be called with each line, before it is written
 */
function flushWhileUnwritten(destination: ReturnType<typeof pino.destination>): () => void {
  let lines = 0;
  /** As many of them are known to be written. */
  let written = 0;
  /** As many there were when the flush began that is under way. */
  let asked: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  destination.on('write', (bytes: number) => {
    if (bytes === 0) written = asked ?? written;
    asked = undefined;
  });
  const wait = (): void => {
    timer ??= setTimeout(flush, flushMs).unref();
  };
  function flush(): void {
    timer = undefined;
    if (written === lines) return;
    asked ??= lines;
    destination.flush();
    wait();
  }
  return () => {
    lines += 1;
    wait();
  };
}

/**
 * Structured JSON lines on stdout: an event name and fields, no prose, no personal data. All of them are written, at the end
 * of the process as well, a crash included.
 */
export function createLogger(
  config: Pick<Config, 'logLevel' | 'tracing'>,
  destination: DestinationStream = createDestination(),
): Logger {
  const paths = secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]);
  return pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      level: config.logLevel,
      serializers: { err: (error: unknown) => errorFields(error) },
      ...(config.tracing && { mixin: () => traceFields() }),
      redact: { paths, censor: '[redacted]' },
    },
    destination,
  );
}

/** The members of a JSON object, as text without the braces: `"event":"http.request","status":200`. */
export type LineFields = `"event":"${string}"${string}`;

export type LineWriter = (level: 'info' | 'warn', fields: LineFields) => void;

/**
 * Lines of the same form to the same destination, without looking for secrets, which costs more than all the rest of a
 * line. Only for lines whose fields are a fixed list that cannot hold one.
 */
export function createLineWriter(logger: Logger): LineWriter {
  const destination = Reflect.get(logger, pino.symbols.streamSym) as DestinationStream;
  // Many lines are of one millisecond.
  let timeMs = 0;
  let time = '';
  return (level, fields) => {
    if (!logger.isLevelEnabled(level)) return;
    const now = Date.now();
    if (now !== timeMs) {
      timeMs = now;
      time = new Date(now).toISOString();
    }
    destination.write(`{"level":"${level}","time":"${time}",${fields}}\n`);
  };
}

/** Lets Nest's own messages share the format and the destination. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ event: 'nest.log', context, message });
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ event: 'nest.warn', context, message });
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ event: 'nest.error', context, message, stack });
  }
}
