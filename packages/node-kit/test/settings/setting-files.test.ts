import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readSettingFiles } from '../../src/settings/setting-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'pixelboxx-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(text: string): string {
  const path = join(folder, 'secret');
  writeFileSync(path, text);
  return path;
}

describe('a setting in a file', () => {
  it('is the content of the file, without the line break that editors add', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.constantFrom('', '\n', '\r\n'), (text, end) => {
        fc.pre(!/[\r\n]$/.test(text));
        const { env, faults } = readSettingFiles({ KEY_FILE: fileWith(text + end), OTHER: 'kept' }, ['KEY']);
        expect(faults).toEqual([]);
        expect(env).toEqual({ KEY: text, OTHER: 'kept' });
      }),
      { seed: 20_261_129 },
    );
  });

  it('is ignored if the variable is not a known setting, or empty', () => {
    const given = { LOG_FILE: '/nowhere', KEY_FILE: '' };
    expect(readSettingFiles(given, ['KEY'])).toEqual({ env: given, faults: [] });
  });

  it.each([
    ['set twice', () => ({ KEY: 'a', KEY_FILE: fileWith('b') }), 'KEY and KEY_FILE are both set: keep one'],
    ['not there', () => ({ KEY_FILE: join(folder, 'absent') }), 'KEY_FILE names a file that cannot be read (ENOENT)'],
    ['empty', () => ({ KEY_FILE: fileWith('\n') }), 'KEY_FILE names an empty file'],
  ])('that is %s is an error that contains neither path nor content', (_, given, fault) => {
    expect(readSettingFiles(given(), ['KEY']).faults).toEqual([fault]);
  });
});
