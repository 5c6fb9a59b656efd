import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import type { Config } from '../../src/platform/config/config.ts';
import { keyIdOf } from '../../src/platform/crypto/key-ring.ts';
import { DatabaseProblem } from '../migrate/problem.ts';

/** One JSON document a line. */
const Part = z.object({ rows: z.int().nonnegative(), sha256: z.string() });
export type Part = z.infer<typeof Part>;

/** What a backup holds. Written last: a folder without it is the beginning of one. */
export const Manifest = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Names of the migrations that were applied: the release that a restore needs. */
  migrations: z.array(z.string()),
  /** Ids of the keys that what is encrypted was written under, never the keys. */
  dataKeys: z.array(z.string()),
  tables: z.record(z.string(), Part),
  /** The list of objects, which has the digest of each. */
  objects: Part,
});
export type Manifest = z.infer<typeof Manifest>;

const manifestPath = (folder: string): string => join(folder, 'manifest.json');
export const tablePath = (folder: string, table: string): string => join(folder, 'database', `${table}.ndjson.gz`);
export const objectListPath = (folder: string): string => join(folder, 'objects.ndjson.gz');
export const objectsFolder = (folder: string): string => join(folder, 'objects');
export const objectPath = (folder: string, key: string): string => join(objectsFolder(folder), ...key.split('/'));

export const dataKeyIds = ({ secrets }: Config): string[] => secrets.dataEncryption.map(keyIdOf);

/** @throws DatabaseProblem for a folder that is no backup, or not a whole one */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(manifestPath(folder), 'utf8').catch(() => null);
  if (text === null)
    throw new DatabaseProblem(`${folder} is no backup, or one that was interrupted: it has no manifest.`);
  const manifest = Manifest.safeParse(parsed(text));
  if (!manifest.success) throw new DatabaseProblem(`The manifest of ${folder} cannot be read.`);
  return manifest.data;
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = manifestPath(folder);
  await writeFile(`${path}.part`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${path}.part`, path);
}

/** Compressed; the digest is of the lines. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<Part> {
  const hash = createHash('sha256');
  let rows = 0;
  async function* counted() {
    for await (const line of lines) {
      rows += 1;
      hash.update(line).update('\n');
      yield `${line}\n`;
    }
  }
  await pipeline(Readable.from(counted()), createGzip(), createWriteStream(path, { mode: 0o600 }));
  return { rows, sha256: hash.digest('hex') };
}

/** @throws DatabaseProblem, once all lines were read, if they are not what was written */
export async function* readLines(path: string, { rows, sha256 }: Part): AsyncGenerator<string, void> {
  const hash = createHash('sha256');
  let count = 0;
  const broken = () => new DatabaseProblem(`${path} is not as it was written.`);
  const source = createReadStream(path);
  const unpacked = createGunzip();
  // What breaks while reading is told by the loop below.
  const reading = pipeline(source, unpacked).catch(() => undefined);
  try {
    for await (const line of linesIn(unpacked.setEncoding('utf8'))) {
      count += 1;
      hash.update(line).update('\n');
      yield line;
    }
  } catch (cause) {
    throw new DatabaseProblem(`${path} cannot be read.`, { cause });
  } finally {
    source.destroy();
    await reading;
  }
  if (count !== rows || hash.digest('hex') !== sha256) throw broken();
}

/** Ended by a line feed alone: JSON holds, unescaped, other characters that readers take for the end of a line. */
async function* linesIn(chunks: AsyncIterable<string>): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
