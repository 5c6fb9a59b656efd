import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Disk } from './disk.ts';
import { Program } from './program.ts';
import { onDisk, type ServiceKind } from './service.ts';

/** A mail server, and the emails it received. */
export function smtp(folder: string): ServiceKind & { readonly hasEmailTo: (address: string) => boolean } {
  const disk = Disk.make(folder, 16);
  return {
    name: 'SMTP',
    start: (port) =>
      Program.start({
        command: process.execPath,
        args: [join(import.meta.dirname, 'smtp-server.ts'), String(port), folder],
      }),
    settings: (port) => ({ SMTP_URL: `smtp://127.0.0.1:${port}` }),
    ...onDisk(disk),
    hasEmailTo: (address) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.eml'))
        .some((name) => {
          const text = readFileSync(join(folder, name), 'utf8');
          return text.includes(address) && /^Subject:.*password/im.test(text);
        }),
  };
}
