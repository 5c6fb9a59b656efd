import { nodeFileTrace } from '@vercel/nft';
import { globSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, matchesGlob, relative } from 'node:path';
import { root } from '../root.ts';

export const serviceNames = ['api', 'web', 'ai-service'] as const;
export type ServiceName = (typeof serviceNames)[number];

interface Service {
  /** What is started: whatever these import is needed, too. Paths and patterns are relative to the repository. */
  readonly entries: readonly string[];
  /** Read at run time by a path that no import names. */
  readonly data: readonly string[];
  /** Lists of files that a build made of what it needs, of paths relative to the list. */
  readonly lists?: readonly string[];
  /** Imported by what is needed, but never called in production. */
  readonly unused?: readonly string[];
}

/** After a build: what each service consists of. */
const services: Record<ServiceName, Service> = {
  api: {
    entries: ['apps/api/dist/*.js', 'apps/api/prisma/cli.ts', 'apps/api/src/bin/bucket.ts'],
    data: ['apps/api/package.json', 'apps/api/dist/**', 'apps/api/prisma/{migrations,schema}/**'],
    // What `npm run db -- new`, `check` and `check-safety` compare by, which is done where the sources are.
    unused: [
      'node_modules/{.cache,@electric-sql,typescript,libpg-query,@pgsql}/**',
      'packages/embedded-postgres/**',
      'apps/api/prisma/safety/**',
    ],
  },
  web: {
    entries: ['apps/web/server.ts', 'apps/web/next.config.ts'],
    data: [
      'apps/web/package.json',
      'apps/web/.next/{server,static}/**',
      'apps/web/.next/{BUILD_ID,*.json,*.js}',
      // Next looks up where its compilers are, whether or not it will compile.
      'node_modules/next/dist/compiled/webpack/**',
      'node_modules/next/dist/compiled/@babel/runtime/package.json',
    ],
    lists: ['apps/web/.next/next-server.js.nft.json', 'apps/web/.next/server/**/*.nft.json'],
    // Compilers and what serves development. Images are not made smaller by the web.
    unused: [
      'node_modules/@next/swc-*/**',
      'node_modules/{sharp,@img,typescript,caniuse-lite}/**',
      'node_modules/next/dist/docs/**',
      'node_modules/next/dist/compiled/{babel,babel-packages,next-devtools}/**',
      'node_modules/next/**/*.{dev.js,map}',
    ],
  },
  'ai-service': {
    entries: ['apps/ai-service/dist/*.js'],
    data: [
      'apps/ai-service/package.json',
      'apps/ai-service/dist/**',
      'node_modules/@tensorflow/tfjs-backend-wasm/dist/*.wasm',
    ],
  },
};

/**
 * The files a service runs from, and nothing else: relative paths, symbolic links among them as such.
 * @throws Error when the service has not been built
 */
export async function filesOf(name: ServiceName): Promise<string[]> {
  const { entries, data, lists = [], unused = [] } = services[name];
  const starts = find(entries);
  for (const pattern of entries) {
    if (find([pattern]).length === 0) throw new Error(`Build first: there is no ${pattern}`);
  }
  const { fileList } = await nodeFileTrace(
    starts.map((path) => join(root, path)),
    {
      base: root,
      processCwd: join(root, 'apps', name),
      ignore: [...unused],
      readFile: readJavaScript,
      mixedModules: true,
    },
  );
  const listed = find(lists).flatMap(readList);
  const isUnused = (path: string) => unused.some((pattern) => matchesGlob(path, pattern));
  return [...new Set([...fileList, ...listed, ...find(data)])].filter((path) => !isUnused(path)).sort();
}

function find(patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: root, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** A build's own list of what it needs, of paths relative to the list. */
function readList(path: string): string[] {
  const { files } = JSON.parse(readFileSync(join(root, path), 'utf8')) as { files: string[] };
  return files.map((file) => join(dirname(path), file));
}

/** Node runs TypeScript as it is; the tracer reads JavaScript. Null for what is no file: it asks for folders, too. */
async function readJavaScript(path: string): Promise<string | null> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  const source = await readFile(path, 'utf8');
  return path.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
}
