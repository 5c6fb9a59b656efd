import { nodeFileTrace } from '@vercel/nft';
import { globSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, matchesGlob, relative } from 'node:path';
import { root } from '../root.ts';

export const serviceNames = ['api', 'web', 'ai-service'] as const;
export type ServiceName = (typeof serviceNames)[number];

interface Service {
  /** The entry points; all their imports are needed too. Paths and patterns are relative to the repository. */
  readonly entries: readonly string[];
  /** Read at run time by paths that no import names. */
  readonly data: readonly string[];
  /** File lists written by a build, with paths relative to the list. */
  readonly lists?: readonly string[];
  /** Imported by needed files, but never called in production. */
  readonly unused?: readonly string[];
}

/** The files of each service after a build. */
const services: Record<ServiceName, Service> = {
  api: {
    entries: ['apps/api/dist/*.js', 'apps/api/prisma/cli.ts', 'apps/api/src/bin/bucket.ts'],
    data: ['apps/api/package.json', 'apps/api/dist/**', 'apps/api/prisma/{migrations,schema}/**'],
    // Used by `npm run db -- new`, `check` and `check-safety`, which run where the sources are.
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
      // Next looks up its compilers' paths even if it does not compile.
      'node_modules/next/dist/compiled/webpack/**',
      'node_modules/next/dist/compiled/@babel/runtime/package.json',
    ],
    lists: ['apps/web/.next/next-server.js.nft.json', 'apps/web/.next/server/**/*.nft.json'],
    // Compilers and development tools. The web does not resize images.
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
 * Lists exactly the files that a service needs to run: relative paths; symbolic links are listed as links.
 * @throws Error if the service has not been built
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

/** A build's list of needed files, with paths relative to the list. */
function readList(path: string): string[] {
  const { files } = JSON.parse(readFileSync(join(root, path), 'utf8')) as { files: string[] };
  return files.map((file) => join(dirname(path), file));
}

/** Node runs TypeScript directly, but the tracer reads JavaScript. Null if it is not a file: the tracer also asks for folders. */
async function readJavaScript(path: string): Promise<string | null> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  const source = await readFile(path, 'utf8');
  return path.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
}
