import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLeftovers, temporaryFiles, type Traces } from '../run/aftermath.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pixelboxx-aftermath-'));
  mkdirSync(join(folder, 'api/parts'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const measure = (): Traces => ({
  accepted: 0,
  files: 0,
  others: 0,
  temporaryFiles: temporaryFiles([join(folder, 'api'), join(folder, 'nowhere')]),
});

describe('what is left after a tier', () => {
  it('is a file in the temporary folder of a service, however deep', async () => {
    const before = measure();
    const path = join(folder, 'api/parts/half.jpg');
    writeFileSync(path, 'half');
    expect(await findLeftovers(measure, before, 50)).toEqual([`1 temporary files are left: ${path}`]);
  });

  it('is nothing that was there before, nor what goes within the time for it', async () => {
    writeFileSync(join(folder, 'api/kept'), 'kept');
    const before = measure();
    const path = join(folder, 'api/gone');
    writeFileSync(path, 'gone');
    let looks = 0;
    const removing = () => {
      looks += 1;
      if (looks === 3) rmSync(path);
      return measure();
    };
    expect(await findLeftovers(removing, before)).toEqual([]);
    expect(looks).toBe(3);
  });
});
