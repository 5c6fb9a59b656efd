import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A model of the Prisma schema, as source text. */
export interface SchemaModel {
  /** The feature whose file contains it; null for models of every installation. */
  readonly feature: string | null;
  /** The comment above it. */
  readonly about: string;
  readonly name: string;
  readonly table: string;
  readonly fields: readonly string[];
  readonly body: string;
}

const folder = join(import.meta.dirname, '../../../prisma/schema');
const foundation = new Set(['auth', 'identities', 'main', 'mfa', 'platform', 'uploads', 'users']);

export function schemaModels(): SchemaModel[] {
  return readdirSync(folder).flatMap((file) => {
    const name = basename(file, '.prisma');
    return modelsIn(readFileSync(join(folder, file), 'utf8'), foundation.has(name) ? null : name);
  });
}

function modelsIn(source: string, feature: string | null): SchemaModel[] {
  const found = source.matchAll(/((?:^\/\/\/.*\n)*)^model (\w+) \{\n([\s\S]*?)^\}/gm);
  return [...found].map(([, about = '', name = '', body = '']) => ({
    feature,
    about,
    name,
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name,
    body,
    fields: [...body.matchAll(/^ {2}(\w+) +\w/gm)].map(([, field = '']) => field),
  }));
}
