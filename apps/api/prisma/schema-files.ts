import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SchemaFile {
  path: string;
  content: string;
}

/** In the documentation of a relation: the line that the other model has to have. */
const addition = /^\s*\/\/\/ Adds to (\w+): (.+)$/gm;

/** What one schema file asks of the others cannot be had. */
export class SchemaProblem extends Error {}

/**
 * The schema as Prisma reads it: every `*.prisma` file of the folder. Prisma wants both sides of a relation written, and a
 * feature must be able to refer to users without a line in their file, so a file may say what another's model is to have:
 * `/// Adds to User: notes Note[]`. The line is added in what is returned, never in the files.
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
