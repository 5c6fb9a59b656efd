import { Inject, type LoggerService } from '@nestjs/common';
import { type Logger, pino, type DestinationStream } from 'pino';
import type { Config } from '../config/config.ts';

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

/** Structured JSON lines on stdout: an event name and fields, no prose, no personal data. */
export function createLogger(config: Pick<Config, 'logLevel'>, destination?: DestinationStream): Logger {
  const options = {
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]),
      censor: '[redacted]',
    },
  };
  return destination ? pino(options, destination) : pino(options);
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
