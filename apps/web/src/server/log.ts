import { traceFields } from '@pixelboxx/telemetry';

/** One JSON line on stdout. */
export function log(level: 'info' | 'warn' | 'error' | 'fatal', event: string, fields: Record<string, unknown>): void {
  const line = { level, time: new Date().toISOString(), service: 'web', event, ...traceFields(), ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
