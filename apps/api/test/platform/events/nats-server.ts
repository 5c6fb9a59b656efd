import { findProgram, LocalService } from '../../support/network/local-service.ts';

export const natsProgram = findProgram('nats-server');

/** A NATS with JetStream. */
export function reserveNats(): Promise<LocalService> {
  if (natsProgram === null) throw new Error('nats-server is not installed');
  return LocalService.reserve(natsProgram, (port, directory) => [
    ...['--addr', '127.0.0.1', '--port', String(port), '--jetstream', '--store_dir', directory],
  ]);
}
