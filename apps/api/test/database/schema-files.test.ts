import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSchemaFiles } from '../../prisma/schema-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schema-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const users = 'model User {\n  id String @id\n}\n\nmodel UserName {\n  id String @id\n}\n';
const notes =
  'model Note {\n  /// Adds to User: notes Note[]\n  user User @relation(fields: [userId], references: [id])\n}\n';

it('a schema file can add a relation to a model of another file, without changing that file', () => {
  writeFileSync(join(folder, 'users.prisma'), users);
  writeFileSync(join(folder, 'notes.prisma'), notes);
  writeFileSync(join(folder, 'boxes.prisma'), notes.replaceAll('Note', 'Box').replace('notes ', 'boxes '));
  const read = readSchemaFiles(folder).map(({ content }) => content);
  expect(read[1]).toBe(notes);
  expect(read[2]).toBe(users.replace('model User {\n', 'model User {\n  notes Note[]\n  boxes Box[]\n'));
  expect(readFileSync(join(folder, 'users.prisma'), 'utf8')).toBe(users);
});

it('a schema file that adds to an unknown model is refused', () => {
  writeFileSync(join(folder, 'notes.prisma'), notes);
  expect(() => readSchemaFiles(folder)).toThrow('adds to the model User, which is in no file');
});
