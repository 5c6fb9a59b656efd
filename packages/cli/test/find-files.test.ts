import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFiles, type Found } from '../src/upload/find-files.ts';
import { imageKindOf } from '../src/upload/image-kind.ts';
import { useFolder } from './support/folder.ts';

const folder = useFolder();
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

async function found(...named: string[]): Promise<string[]> {
  const all: Found[] = [];
  for await (const one of findFiles(named)) all.push(one);
  const why = (one: Found) =>
    ({ file: '', skipped: 'reason' in one ? ` ${one.reason}` : '', failed: 'code' in one ? ` ${one.code}` : '' })[
      one.kind
    ];
  return all.map((one) => `${one.kind}${why(one)} ${relative(folder.path, one.path)}`);
}

describe('a folder', () => {
  it('is listed completely, sorted by name', async () => {
    mkdirSync(folder.at('b/c'), { recursive: true });
    mkdirSync(folder.at('.git'));
    for (const name of ['img10.png', 'img9.png', 'b/c/deep.png', '.git/x.png', '.hidden.png'])
      writeFileSync(folder.at(name), png);
    writeFileSync(folder.at('notes.png'), 'no image');
    writeFileSync(folder.at('empty.jpg'), '');
    symlinkSync(folder.path, folder.at('b/round'));
    symlinkSync(folder.at('img9.png'), folder.at('link.png'));
    spawnSync('mkfifo', [folder.at('pipe')]);
    expect(await found(folder.path)).toEqual([
      'skipped HIDDEN .git',
      'skipped HIDDEN .hidden.png',
      'file b/c/deep.png',
      'skipped SYMLINK b/round',
      'skipped UNSUPPORTED_TYPE empty.jpg',
      'file img9.png',
      'file img10.png',
      'skipped SYMLINK link.png',
      'skipped UNSUPPORTED_TYPE notes.png',
      'skipped NOT_A_FILE pipe',
    ]);
  });

  it('and a file in it that is also given are listed once', async () => {
    writeFileSync(folder.at('a.png'), png);
    expect(await found(folder.at('a.png'), folder.path, `${folder.path}/./a.png`)).toEqual(['file a.png']);
  });
});

describe('a path given by the user', () => {
  it('is always used: links are followed, hidden files included, and a file that is no image is a failure', async () => {
    writeFileSync(folder.at('.hidden.png'), png);
    writeFileSync(folder.at('notes.txt'), 'no image');
    symlinkSync(folder.at('.hidden.png'), folder.at('link.png'));
    symlinkSync(folder.at('nowhere'), folder.at('lost.png'));
    const names = ['.hidden.png', 'link.png', 'notes.txt', 'lost.png', 'absent.png'];
    expect(await found(...names.map((name) => folder.at(name)))).toEqual([
      'file .hidden.png',
      'file link.png',
      'failed UNSUPPORTED_TYPE notes.txt',
      'failed NOT_FOUND lost.png',
      'failed NOT_FOUND absent.png',
    ]);
  });
});

describe('the kind of a file', () => {
  it.each([
    ['JPEG', 'ffd8ffe000104a464946'],
    ['PNG', '89504e470d0a1a0a'],
    ['GIF', '474946383961'],
    ['WebP', '52494646aabbccdd57454250'],
    ['HEIC', '00000018667479706865696300000000'],
    [null, '0000001866747970617669660000'],
    [null, '52494646aabbccdd57415645'],
    [null, '25504446'],
    [null, ''],
  ])('is %s by its first bytes', (kind, hex) => expect(imageKindOf(Buffer.from(hex, 'hex'))).toBe(kind));
});
