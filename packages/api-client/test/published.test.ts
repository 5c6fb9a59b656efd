import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failure, startRespondingServer, success, type RespondingServer } from './support/responding-server.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const tools = join(root, 'node_modules');

/** What somebody else's project is, with what they would have installed. */
let project: string;
let server: RespondingServer;

/** Packs a package as npm publishes it and lays it where npm would install it, without a network. */
async function install(name: string): Promise<void> {
  const built = join(root, 'packages', name, 'dist');
  const { stdout } = await run('npm', ['pack', built, '--json', '--offline', '--pack-destination', project]);
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  const folder = join(project, 'node_modules/@pixelboxx', name);
  mkdirSync(folder, { recursive: true });
  await run('tar', ['-xzf', join(project, packed.filename), '--strip-components=1', '-C', folder]);
}

beforeAll(async () => {
  server = await startRespondingServer();
  project = mkdtempSync(join(tmpdir(), 'pixelboxx-published-'));
  const turbo = join(tools, 'turbo/bin/turbo');
  await run(process.execPath, [turbo, 'run', 'package', '--filter=@pixelboxx/api-client'], { cwd: root });
  await install('shared');
  await install('api-client');
  symlinkSync(join(tools, 'zod'), join(project, 'node_modules/zod'), 'junction');
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  writeFileSync(join(project, 'example.ts'), example.replace('https://pixelboxx.example', server.url));
}, 240_000);

afterAll(async () => {
  await server.close();
  rmSync(project, { recursive: true, force: true });
});

/** What a program printed that ended with an error, which is what the compiler does when it has something to say. */
function outputOf(error: unknown): { stdout: string } {
  if (error instanceof Error && 'stdout' in error) return { stdout: String(error.stdout) };
  throw error;
}

const runExample = () => run(process.execPath, [join(project, 'example.ts')], { cwd: project });

it('names its sources nowhere, and asks for the contracts of its own release', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(join(project, 'node_modules/@pixelboxx', name, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
  const [client, shared] = [read('api-client'), read('shared')];
  expect(JSON.stringify([client, shared])).not.toContain('src/');
  expect(client).not.toHaveProperty('private');
  expect(client['dependencies']).toMatchObject({ '@pixelboxx/shared': shared['version'] });
  expect(client['publishConfig']).toEqual({ access: 'restricted' });
});

it('brings types that a strict project compiles with', async () => {
  const wrong = `import { createApiClient } from '@pixelboxx/api-client';
// @ts-expect-error -- the password is missing
void createApiClient()('auth.login', { body: { identifier: 'ada' } });
`;
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: 'es2024',
    lib: ['es2024', 'dom', 'dom.iterable'],
    module: 'nodenext',
    types: [],
  };
  writeFileSync(join(project, 'wrong.ts'), wrong);
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['example.ts', 'wrong.ts'] }));
  const compiled = await run(process.execPath, [join(tools, 'typescript/bin/tsc'), '-p', project]).catch(outputOf);
  expect(compiled.stdout).toBe('');
}, 180_000);

it('does what the example of the README says', async () => {
  server.respondWith(success({ username: 'ada' }));
  expect((await runExample()).stdout).toBe('Signed in as ada\n');
  expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /v1/auth/login']);
  server.respondWith(failure(423, 'ACCOUNT_LOCKED', { retryAfterSeconds: 30 }));
  expect((await runExample()).stdout).toBe('Locked for 30 s\n');
});

it('loads no validation library', async () => {
  rmSync(join(project, 'node_modules/zod'));
  server.respondWith(success({ username: 'ada' }));
  expect((await runExample()).stdout).toBe('Signed in as ada\n');
});
