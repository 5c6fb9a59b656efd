/**
 * The embedded Postgres as a process: `node main.ts --data-dir D --port P` prints one JSON line when ready. The
 * password is read from `EMBEDDED_POSTGRES_PASSWORD`; without it, it is random.
 */
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from './postgres.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'data-dir': { type: 'string' }, port: { type: 'string', default: '0' } } });
  const dataDir = values['data-dir'];
  const password = process.env['EMBEDDED_POSTGRES_PASSWORD'];
  const postgres = await startEmbeddedPostgres({
    ...(dataDir !== undefined && { dataDir }),
    ...(password !== undefined && { password }),
    port: Number(values.port),
    onCrash: (cause) => {
      process.stderr.write(`Embedded Postgres ended unexpectedly; committed data is safe. ${describe(cause)}\n`);
      process.exit(1);
    },
  });
  const stop = (): void => {
    void postgres.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // If started with an IPC channel, it ends with its parent, even if the parent was killed.
  process.on('disconnect', stop);
  process.stdout.write(`${JSON.stringify({ event: 'ready', url: postgres.url })}\n`);
}

/** WebAssembly programs end by throwing an object that is not an Error. */
function describe(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  return String(hasMessage ? error.message : error);
}

main().catch((error: unknown) => {
  process.stderr.write(`Embedded Postgres did not start: ${describe(error)}\n`);
  process.exit(1);
});
