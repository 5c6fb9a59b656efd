import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Disk } from './disk.ts';
import { Program } from './program.ts';
import { onDisk, type ServiceKind } from './service.ts';

/** clamd with a single custom signature (ClamAV manual, "Body-based signatures"), which loads in a moment. */
export function scanner(folder: string): ServiceKind {
  const disk = Disk.make(join(folder, 'incoming'), 4);
  const signatures = join(folder, 'signatures');
  const settings = join(folder, 'clamd.conf');
  mkdirSync(signatures);
  writeFileSync(join(signatures, 'test.ndb'), `Test.Nothing:0:*:${Buffer.from('no file has this').toString('hex')}\n`);
  return {
    name: 'scanner',
    start: (port) => {
      writeFileSync(
        settings,
        [
          `DatabaseDirectory ${signatures}`,
          `TemporaryDirectory ${disk.path}`,
          'Foreground yes',
          'TCPAddr 127.0.0.1',
          `TCPSocket ${port}`,
          'StreamMaxLength 20M',
          '',
        ].join('\n'),
      );
      return Program.start({ command: 'clamd', args: [`--config-file=${settings}`] });
    },
    settings: (port) => ({ CLAMAV_URL: `tcp://127.0.0.1:${port}` }),
    ...onDisk(disk),
  };
}
