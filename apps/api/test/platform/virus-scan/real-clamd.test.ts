import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClamAvScanner } from '../../../src/platform/virus-scan/clamav-scanner.ts';
import { findProgram, LocalService } from '../../support/network/local-service.ts';
import { photo } from '../../support/uploads/images.ts';
import { eicar } from '../../support/network/eicar.ts';

const program = findProgram('clamd');

/** A database of one signature (ClamAV manual, "Body-based signatures") loads in a moment; the real one takes 300 MB. */
function settings(port: number, directory: string): string[] {
  const database = join(directory, 'signatures');
  mkdirSync(database);
  writeFileSync(join(database, 'test.ndb'), `Test.EICAR:0:*:${Buffer.from(eicar).toString('hex')}\n`);
  const file = join(directory, 'clamd.conf');
  writeFileSync(
    file,
    [
      `DatabaseDirectory ${database}`,
      'Foreground yes',
      'TCPAddr 127.0.0.1',
      `TCPSocket ${port}`,
      'StreamMaxLength 1M',
      '',
    ].join('\n'),
  );
  return [`--config-file=${file}`];
}

describe.runIf(program)('the real clamd', () => {
  let clamd: LocalService;
  let scanner: ClamAvScanner;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pixelboxx-clamd-'));
    clamd = await LocalService.reserve(program ?? '', settings);
    await clamd.start();
    scanner = new ClamAvScanner({ host: '127.0.0.1', port: clamd.port });
  });

  afterAll(async () => {
    await clamd.dispose();
    await rm(directory, { recursive: true });
  });

  async function scan(bytes: Buffer): Promise<string | null> {
    const path = join(directory, 'file');
    await writeFile(path, bytes);
    return scanner.findMalware(path);
  }

  it('responds to a ping and reports a photo as clean', async () => {
    expect(await scanner.isUp()).toBe(true);
    expect(await scan(await photo().jpeg().toBuffer())).toBeNull();
  });

  it('finds EICAR, alone and at the end of a photo', async () => {
    expect(await scan(Buffer.from(eicar))).toMatch(/EICAR/i);
    expect(await scan(Buffer.concat([await photo().jpeg().toBuffer(), Buffer.from(eicar)]))).toMatch(/EICAR/i);
  });

  it('does not report a file as clean that exceeds its size limit', async () => {
    await expect(scan(Buffer.alloc(3_000_000))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  it('does not block callers while it is paused, and works again once it continues', async () => {
    clamd.pause();
    const impatient = new ClamAvScanner(
      { host: '127.0.0.1', port: clamd.port },
      { connectMs: 300, idleMs: 300, totalMs: 600 },
    );
    const path = join(directory, 'file');
    await writeFile(path, 'hello');
    await expect(impatient.findMalware(path)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    clamd.resume();
    expect(await scan(Buffer.from('hello'))).toBeNull();
  });
});
