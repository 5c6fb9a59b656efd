import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useApp } from '../support/use-app.ts';
import { newCredentials } from '../support/clients/users.ts';
import { documentPath } from './openapi-validator.ts';

// Inside the package, where the compiler finds what generated code imports.
const folder = join(import.meta.dirname, '../../node_modules/.cache', `openapi-clients-${process.pid}`);
const require = createRequire(import.meta.url);

function run(name: string, program: string, ...args: string[]): void {
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) }).parse(require(manifest));
  const file = typeof bin === 'string' ? bin : bin[program];
  execFileSync(process.execPath, [join(dirname(manifest), file ?? ''), ...args], { cwd: folder, stdio: 'pipe' });
}

/** Uses both clients as an app would: what the types of the document do not say does not compile. */
const consumer = `
import type { components, paths } from './openapi-typescript.d.ts';
import { getAuthMe, postAuthRegister, type CurrentUser, type PostUploadsImageData } from './hey-api/index.ts';

type Login = paths['/v1/auth/login']['post']['requestBody']['content']['application/json'];
export const login: Login = { identifier: 'ada', password: 'secret' };
export const name: string | null = ({} as components['schemas']['CurrentUser']).displayName;
export const same: CurrentUser = {} as components['schemas']['CurrentUser'];
export const form: PostUploadsImageData['body'] = { file: new Blob([]), visibility: 'public' };
// @ts-expect-error -- the password is missing
export const incomplete: Login = { identifier: 'ada' };
export { getAuthMe, postAuthRegister };
`;

const tsconfig = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: 'ES2024',
    lib: ['ES2024', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    types: [],
  },
  include: ['.'],
};

/** The part of the generated client that is used here. */
interface GeneratedClient {
  readonly createClient: (options: object) => object;
  readonly postAuthRegister: (options: object) => Promise<{ data?: { data: { username: string } }; error?: unknown }>;
  readonly getAuthMe: (options: object) => Promise<{ data?: { data: { username: string } }; response: Response }>;
}

const app = useApp();

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run('openapi-typescript', 'openapi-typescript', documentPath, '-o', 'openapi-typescript.d.ts');
  run(
    '@hey-api/openapi-ts',
    'openapi-ts',
    '-i',
    documentPath,
    '-o',
    'hey-api',
    '-c',
    '@hey-api/client-fetch',
    '--no-log-file',
  );
  writeFileSync(join(folder, 'consumer.ts'), consumer);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('clients generated from the OpenAPI document', () => {
  it('[A6] compile under strict, and refuse what the document refuses', () => {
    expect(() => run('typescript', 'tsc', '-p', folder)).not.toThrow();
  });

  it('[A6] can register a user and read the signed-in user', async () => {
    const load = async <Part>(path: string): Promise<Part> =>
      (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'hey-api', path)).href)) as Part;
    const { createClient } = await load<Pick<GeneratedClient, 'createClient'>>('client/index.ts');
    const { postAuthRegister, getAuthMe } = await load<GeneratedClient>('index.ts');
    const browser = app.browser();
    const client = createClient({ baseUrl: app.baseUrl, fetch: (request: Request) => browser.fetch(request, request) });
    expect((await getAuthMe({ client })).response.status).toBe(401);
    const body = newCredentials();
    expect((await postAuthRegister({ client, body })).data?.data.username).toBe(body.username);
    expect((await getAuthMe({ client })).data?.data.username).toBe(body.username);
  });
});
