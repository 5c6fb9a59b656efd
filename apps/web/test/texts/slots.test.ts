import { LANGUAGES } from '@pixelboxx/shared/languages';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileCache } from '@pixelboxx/config/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const web = join(import.meta.dirname, '../..');
/** A web app with two features and their texts, in which the program of the real one writes its lists. */
let place: string;

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(place, path)), { recursive: true });
  writeFileSync(join(place, path), text);
};
const read = (path: string): string => readFileSync(join(place, 'src/generated', path), 'utf8');

beforeAll(() => {
  // Inside the app, since the program imports its packages.
  place = mkdtempSync(join(import.meta.dirname, 'slots-'));
  for (const file of ['generate.ts', 'generate-messages.ts']) copyFileSync(join(web, file), join(place, file));
  for (const file of ['image-section.ts', 'staff-page.ts', 'selection-action.ts']) {
    write(`src/features/notes/${file}`, 'export {};\n');
  }
  write('src/features/silent/image-section.ts', 'export {};\n');
  for (const language of LANGUAGES) {
    const messages = (name: string, texts: object) =>
      write(`src/messages/${language}/${name}.json`, JSON.stringify(texts));
    messages('common', { close: 'Close' });
    messages('notes', { inMenu: 'Notes', inStaffMenu: 'All notes', inSelection: 'Note it', title: 'Title' });
    messages('errors', { NOT_FOUND: `${language}: This does not exist.` });
    messages('notes-errors', { NOTES_FULL: `${language}: You have too many notes.` });
    messages('fields', { 'Enter a name': 'Enter a name.' });
    messages('notes-fields', { 'Enter a note': 'Enter a note.' });
    messages('scopes', {});
    messages('security-events', {});
  }
  execFileSync(process.execPath, ['generate.ts'], { cwd: place, env: { ...process.env, ...compileCache() } });
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('a feature that is added by its files', () => {
  it('has its sections and pages in the lists', () => {
    expect(read('image-sections.ts')).toMatch(/'\.\.\/features\/notes\/image-section\.ts'/);
    expect(read('feature-staff-pages.ts')).toMatch(/'\.\.\/features\/notes\/staff-page\.ts'/);
  });

  it('brings its catalogue to the pages that show it, if it has one', () => {
    expect(read('slot-texts.ts')).toContain('selectionActions: ["notes"],');
    expect(read('slot-texts.ts')).toContain('imageSections: ["notes"],');
    expect(read('slot-texts.ts')).toContain('profileSections: [],');
  });

  it('labels what other pages show of it', () => {
    const common = /"common": \{([^}]*)\}/.exec(read('message-arguments.ts'))?.[1];
    for (const key of ['close', 'menu-notes', 'staff-menu-notes', 'selection-notes']) expect(common).toContain(key);
    expect(read('catalogues.ts')).toContain('"staff-menu-notes": de_notes.inStaffMenu');
  });

  it('adds to what contracts say, in each language, without a catalogue of its own for that', () => {
    for (const language of LANGUAGES) {
      expect(JSON.parse(read(`contract-texts/${language}/errors.json`))).toEqual({
        NOT_FOUND: `${language}: This does not exist.`,
        NOTES_FULL: `${language}: You have too many notes.`,
      });
    }
    expect(read('contract-texts/en/fields.json')).toContain('Enter a note.');
    expect(read('message-arguments.ts')).not.toContain('notes-errors');
    expect(read('catalogues.ts')).toContain('"errors": { ...ja_errors, ...ja_notes_errors }');
  });
});
