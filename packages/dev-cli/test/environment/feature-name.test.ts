import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FeatureFiles } from '../../src/feature/feature-files.ts';
import { featureNameOf, rename } from '../../src/feature/feature-name.ts';

describe('the name of a feature', () => {
  it.each([
    ['notes', 'Note', 'note'],
    ['guest-books', 'GuestBook', 'guestBook'],
    ['stories', 'Story', 'story'],
    ['boxes', 'Box', 'box'],
    ['wishes', 'Wish', 'wish'],
    ['house-rules', 'HouseRule', 'houseRule'],
    ['2fa-keys', undefined, undefined],
  ])('%s has the singular %s', (plural, singularPascal, singularCamel) => {
    if (singularPascal === undefined) expect(() => featureNameOf(plural)).toThrow('kebab-case');
    else expect(featureNameOf(plural)).toMatchObject({ kebab: plural, singularPascal, singularCamel });
  });

  it.each([
    ['Notes', 'kebab-case'],
    ['my_notes', 'kebab-case'],
    ['notes-', 'kebab-case'],
    ['../notes', 'kebab-case'],
    ['', 'kebab-case'],
    ['note', 'plural'],
    ['class', 'plural'],
    ['news', 'reserved'],
    ['docs', 'reserved'],
    ['events', 'reserved'],
    [`${'x'.repeat(40)}s`, '40 characters'],
  ])('may not be “%s” (%s)', (name, reason) => {
    expect(() => featureNameOf(name)).toThrow(reason);
  });

  it('replaces the templates’ name in every spelling', () => {
    const spellings =
      'sample-items sample_items sampleItems SampleItems sample items Sample items SampleItem sample-item';
    expect(rename(spellings, featureNameOf('guest-books'))).toBe(
      'guest-books guest_books guestBooks GuestBooks guest books Guest books GuestBook guest-book',
    );
  });
});

describe('the files of a feature', () => {
  let root: string;
  const list = join('apps', 'api', 'src', 'features.ts');
  const before =
    "/* Features. */\nexport { AdminModule } from './admin/admin.module.ts';\nexport { ZooModule } from './zoo/index.ts';\n";
  const filesIn = () => readdirSync(root, { recursive: true }).map(String).toSorted();

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'new-feature-'));
    for (const folder of ['apps/api/src/users', 'apps/api/prisma/schema', 'packages/shared/src'])
      mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, list), before);
    writeFileSync(
      join(root, 'packages/shared/src/uploads.ts'),
      `export const fileEndpoints = { path: '/v1/photos/:id' };\n`,
    );
    writeFileSync(join(root, 'apps/api/prisma/schema/main.prisma'), 'model Badge {\n}\n');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('are created under its name, with one line at its alphabetical place in the list', () => {
    const files = new FeatureFiles(root, featureNameOf('notes'));
    files.write({ web: true });
    files.plugIn();
    expect(files.written).toContain(join('apps', 'api', 'src', 'notes', 'notes.service.ts'));
    expect(files.written).toContain(join('apps', 'web', 'src', 'features', 'notes', 'note-form.tsx'));
    const line = "export { NotesModule } from './notes/index.ts';\n";
    expect(readFileSync(join(root, list), 'utf8')).toBe(before.replace('export { Zoo', `${line}export { Zoo`));
    for (const path of files.written) expect(readFileSync(join(root, path), 'utf8')).not.toMatch(/sample.?item/i);
  });

  it('contain no page if none is requested', () => {
    const files = new FeatureFiles(root, featureNameOf('notes'));
    files.write({ web: false });
    expect(files.written.length).toBeGreaterThan(5);
    expect(existsSync(join(root, 'apps/web'))).toBe(false);
  });

  it('are all removed if something fails', () => {
    const paths = filesIn();
    const files = new FeatureFiles(root, featureNameOf('notes'));
    files.write({ web: true });
    files.plugIn();
    files.undo();
    expect(filesIn()).toEqual(paths);
    expect(readFileSync(join(root, list), 'utf8')).toBe(before);
  });

  it.each([
    ['users', 'reserved'],
    ['files', 'reserved'],
    ['photos', 'uploads.ts uses the name'],
    ['badges', 'main.prisma uses the name'],
  ])('are not written for %s, whose name is taken', (name, reason) => {
    const paths = filesIn();
    expect(() => new FeatureFiles(root, featureNameOf(name)).write({ web: true })).toThrow(reason);
    expect(filesIn()).toEqual(paths);
  });

  it('do not overwrite those of another feature', () => {
    new FeatureFiles(root, featureNameOf('notes')).write({ web: true });
    const paths = filesIn();
    expect(() => new FeatureFiles(root, featureNameOf('notes')).write({ web: true })).toThrow('is there already');
    expect(filesIn()).toEqual(paths);
  });
});
