import { Inject, type LoggerService } from '@nestjs/common';
import { LogDestination } from '@pixelboxx/node-kit';
import { traceFields } from '@pixelboxx/telemetry';
import { type Logger, pino, type DestinationStream } from 'pino';
import type { Config } from '../config/config.ts';
import { errorFields } from './error-fields.ts';

export type { Logger } from 'pino';

/** DI token of the process's only logger: `logger.info({ event: 'auth.login.failed', userId })`. */
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

/**
 * Structured JSON lines on stdout: an event name and fields, no prose, no personal data. No line is lost when the process
 * ends, not even in a crash.
 */
export function createLogger(
  config: Pick<Config, 'logLevel' | 'tracing'>,
  destination: DestinationStream = new LogDestination(),
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
 * Lines in the same format to the same destination, without redaction, which costs more than the rest of a line. Only for
 * lines whose fixed fields cannot contain a secret.
 */
export function createLineWriter(logger: Logger): LineWriter {
  const destination = Reflect.get(logger, pino.symbols.streamSym) as DestinationStream;
  // Many lines share a millisecond.
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

/** Writes Nest's own messages in the same format to the same destination. */
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
