import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { pollUntil } from '@pixelboxx/config/testing';
import { FolderWatch } from '../../src/stack/folder-watch.ts';
import { temporaryFolder } from '../support/processes.ts';

/** A watched folder with `sub/file`. `afterwards` runs a change and waits until it is reported. */
function watchFolder() {
  const folder = temporaryFolder();
  const sub = join(folder, 'sub');
  mkdirSync(sub);
  writeFileSync(join(sub, 'file'), '0');
  let reports = 0;
  const watch = new FolderWatch([folder], () => (reports += 1));
  onTestFinished(() => watch.close());
  const afterwards = async (what: string, change: () => void): Promise<void> => {
    const before = reports;
    change();
    await pollUntil(`${what} is reported`, () => reports > before);
  };
  return { sub, afterwards };
}

const replace = (path: string, text: string): void => {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
};

it('the folder watch reports a file that is written or replaced by renaming, repeatedly', async () => {
  const { sub, afterwards } = watchFolder();
  const file = join(sub, 'file');
  for (let round = 0; round < 3; round += 1) {
    await afterwards('a write', () => writeFileSync(file, `w${round}`));
    await afterwards('a replacement', () => replace(file, `r${round}`));
  }
});

it('the folder watch reports files in new and in recreated folders', async () => {
  const { sub, afterwards } = watchFolder();
  const deep = join(sub, 'new', 'deep');
  for (let round = 0; round < 2; round += 1) {
    await afterwards('a folder', () => mkdirSync(deep, { recursive: true }));
    await afterwards('a file in it', () => writeFileSync(join(deep, 'file'), '1'));
    await afterwards('its replacement', () => replace(join(deep, 'file'), '2'));
    await afterwards('its removal', () => rmSync(join(sub, 'new'), { recursive: true }));
  }
  expect(() => new FolderWatch([deep], () => {})).toThrow('ENOENT');
});
