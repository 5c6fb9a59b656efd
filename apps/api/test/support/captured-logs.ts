import type { INestApplicationContext } from '@nestjs/common';
import { symbols } from 'pino';
import { LOGGER, type Logger } from '../../src/platform/observability/logger.ts';

export type LogLine = Record<string, unknown> & { event?: string };

/**
 * Everything the app's real logger would have written to stdout from now on, as text, after redaction and
 * serialization. The app must run with a LOG_LEVEL other than `silent`.
 */
export class CapturedLogs {
  private readonly chunks: string[] = [];

  constructor(app: INestApplicationContext) {
    const destination: unknown = Reflect.get(app.get<Logger>(LOGGER), symbols.streamSym);
    if (typeof destination !== 'object' || destination === null) throw new TypeError('the logger has no destination');
    Reflect.set(destination, 'write', (chunk: string) => this.chunks.push(chunk));
  }

  get text(): string {
    return this.chunks.join('');
  }

  /** Fails unless every line is a JSON document. */
  get lines(): LogLine[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);
  }

  events(event: string): LogLine[] {
    return this.lines.filter((line) => line.event === event);
  }
}
