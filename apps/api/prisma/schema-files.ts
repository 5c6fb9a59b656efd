import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SchemaFile {
  path: string;
  content: string;
}

/** In the documentation of a relation: the line that the other model must contain. */
const addition = /^\s*\/\/\/ Adds to (\w+): (.+)$/gm;

/** A schema file requires something of another file that does not exist. */
export class SchemaProblem extends Error {}

/**
 * The schema for Prisma: every `*.prisma` file of the folder. Prisma requires both sides of a relation, but a feature
 * must be able to refer to users without editing their file. So a file can declare a line for another file's model:
 * `/// Adds to User: notes Note[]`. The line is added to the returned text, never to the files.
 * @throws SchemaProblem for a model that is in no file
 */
export function readSchemaFiles(schemaDir: string): SchemaFile[] {
  const files = readdirSync(schemaDir)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => join(schemaDir, name))
    .map((path) => ({ path, content: readFileSync(path, 'utf8') }));
  const additions = files.flatMap(({ path, content }) =>
    [...content.matchAll(addition)].map(([, model = '', line = '']) => ({ path, model, line })),
  );
  return additions.reduce(addLine, files);
}

function addLine(files: SchemaFile[], added: { path: string; model: string; line: string }): SchemaFile[] {
  const head = new RegExp(`^model ${added.model} \\{\\n`, 'm');
  const owner = files.find(({ content }) => head.test(content));
  if (!owner) throw new SchemaProblem(`${added.path} adds to the model ${added.model}, which is in no file.`);
  return files.map((file) =>
    file === owner ? { ...file, content: file.content.replace(head, (found) => `${found}  ${added.line}\n`) } : file,
  );
}
