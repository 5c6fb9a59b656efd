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

describe('the leftovers of a tier', () => {
  it('include files in the temporary folder of a service, at any depth', async () => {
    const before = measure();
    const path = join(folder, 'api/parts/half.jpg');
    writeFileSync(path, 'half');
    expect(await findLeftovers(measure, before, 50)).toEqual([`1 temporary files are left: ${path}`]);
  });

  it('do not include earlier files, nor files that disappear in time', async () => {
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
