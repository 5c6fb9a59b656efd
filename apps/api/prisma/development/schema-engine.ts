import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { MigrationList, SchemaEngine, SchemasContainer } from '@prisma/schema-engine-wasm';
import type * as Glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { EngineAdapter } from './adapter.ts';
import { LOCK_FILE, type Migration, type MigrationFiles, SCRIPT_FILE } from '../migrate/migration-files.ts';
import { readSchemaFiles } from '../schema-files.ts';

type EngineModule = typeof Glue;

/** Node has it; the type libraries have it only among the browser's. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let engineModule: Promise<EngineModule> | undefined;

/**
 * Prisma's schema engine. The package's entry imports its .wasm as a module, which Node announces with a warning on
 * every run; instantiating it by hand is the same without the noise.
 */
async function load(): Promise<EngineModule> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const glue: EngineModule = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const { instance } = await WebAssembly.instantiate(readFileSync(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': { ...glue },
  });
  glue.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === 'function') Reflect.apply(start, undefined, []);
  return glue;
}

/** An engine at work on the database behind `adapter`. The caller frees it. */
export async function openSchemaEngine(files: MigrationFiles, adapter: EngineAdapter): Promise<SchemaEngine> {
  engineModule ??= load();
  const { SchemaEngine } = await engineModule;
  const datamodels = readSchema(files).files.map(({ path, content }): [string, string] => [path, content]);
  return SchemaEngine.new({ datamodels }, () => undefined, adapter);
}

/** These migrations in the shape the engine takes. */
export function migrationList({ migrationsDir }: MigrationFiles, migrations: Migration[]): MigrationList {
  return {
    baseDir: migrationsDir,
    lockfile: { path: LOCK_FILE, content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: SCRIPT_FILE, content: { tag: 'ok', value: script } },
    })),
  };
}

export function readSchema({ schemaDir }: MigrationFiles): SchemasContainer {
  return { files: readSchemaFiles(schemaDir) };
}
