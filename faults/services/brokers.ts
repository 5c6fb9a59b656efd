import { writeFileSync } from 'node:fs';
import { Disk } from './disk.ts';
import { Program } from './program.ts';
import { onDisk, type ServiceKind } from './service.ts';

/** A Redis that persists its data to a separate disk. */
export function redis(folder: string): ServiceKind {
  const disk = Disk.make(folder, 8);
  return {
    name: 'Redis',
    start: (port) =>
      Program.start({
        command: 'redis-server',
        args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
          .concat(['--appendonly', 'yes', '--appendfsync', 'everysec'])
          .concat(['--auto-aof-rewrite-percentage', '0']),
      }),
    settings: (port) => ({ REDIS_URL: `redis://127.0.0.1:${port}` }),
    ...onDisk(disk),
  };
}

/** The product's stream may grow to a gigabyte, and is refused unless that much is reserved for streams. */
export function nats(folder: string): ServiceKind {
  const disk = Disk.make(folder, 32);
  const settings = `${folder}.conf`;
  writeFileSync(settings, `jetstream { store_dir: "${folder}", max_file_store: 4GB }\n`);
  return {
    name: 'NATS',
    start: (port) =>
      Program.start({
        command: 'nats-server',
        args: ['--addr', '127.0.0.1', '--port', String(port), '--config', settings],
      }),
    settings: (port) => ({ NATS_URL: `nats://127.0.0.1:${port}` }),
    ...onDisk(disk),
    // JetStream turns itself off if it cannot write (`JetStream out of resources, will be DISABLED`).
    givesUpWhenFull: true,
  };
}
