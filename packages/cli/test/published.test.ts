import { compileCache } from '@pixelboxx/config/testing';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  failure,
  startRespondingServer,
  success,
  type RespondingServer,
} from '@pixelboxx/config/testing/responding-server';

/** All that is published, in one file: building and packing it takes longer than what is asked of it. */
const packages = ['shared', 'api-client', 'cli'];
const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const tools = join(root, 'node_modules');
const read = (path: string) => readFileSync(join(root, 'packages', path), 'utf8');
const { version } = JSON.parse(read('cli/package.json')) as { version: string };

/** What somebody else’s project is, with what npm would have installed there. */
let project: string;
let site: RespondingServer;

const installed = (name: string, ...path: string[]) => join(project, 'node_modules/@pixelboxx', name, ...path);

/** Packs packages as npm publishes them and lays them where npm would install them, without a network. */
async function install(names: readonly string[]): Promise<void> {
  const built = names.map((name) => join(root, 'packages', name, 'dist'));
  const { stdout } = await run('npm', ['pack', ...built, '--json', '--offline', '--pack-destination', project]);
  const packed = JSON.parse(stdout) as { name: string; filename: string }[];
  expect(packed.map(({ name }) => name)).toEqual(names.map((name) => `@pixelboxx/${name}`));
  for (const [index, { filename }] of packed.entries()) {
    const folder = installed(names[index] ?? '');
    mkdirSync(folder, { recursive: true });
    await run('tar', ['-xzf', join(project, filename), '--strip-components=1', '-C', folder]);
  }
}

beforeAll(async () => {
  site = await startRespondingServer();
  project = mkdtempSync(join(tmpdir(), 'pixelboxx-published-'));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  const turbo = join(tools, 'turbo/bin/turbo');
  await run(process.execPath, [turbo, 'run', 'package', '--filter=@pixelboxx/cli'], { cwd: root });
  await install(packages);
  symlinkSync(join(tools, 'zod'), join(project, 'node_modules/zod'), 'junction');
  const [, example = ''] = /```ts\n(.*?)```/s.exec(read('api-client/README.md')) ?? [];
  writeFileSync(join(project, 'example.ts'), example.replace('https://pixelboxx.example', site.url));
}, 240_000);

afterAll(async () => {
  await site.close();
  rmSync(project, { recursive: true, force: true });
});

interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = (name: string) => JSON.parse(readFileSync(installed(name, 'package.json'), 'utf8')) as Manifest;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const cli = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { HOME: project, PATH: process.env['PATH'], ...compileCache() };
    const program = installed('cli', manifest('cli').bin['pixelboxx'] ?? '');
    const child = execFile(process.execPath, [program, ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

const runExample = () => run(process.execPath, [join(project, 'example.ts')], { cwd: project });

/** What a program printed that ended with an error, which is what the compiler does when it has something to say. */
function outputOf(error: unknown): { stdout: string } {
  if (error instanceof Error && 'stdout' in error) return { stdout: String(error.stdout) };
  throw error;
}

describe('the client', () => {
  it('contains no source paths, and depends on the contracts of its own release', () => {
    const [client, shared] = [manifest('api-client'), manifest('shared')];
    expect(JSON.stringify([client, shared])).not.toContain('src/');
    expect(client).not.toHaveProperty('private');
    expect(client.dependencies).toMatchObject({ '@pixelboxx/shared': shared.version });
    expect(client).toHaveProperty('publishConfig', { access: 'restricted' });
  });

  it('has types that compile in a strict project', async () => {
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
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['example.ts', 'wrong.ts'] }),
    );
    const compiled = await run(process.execPath, [join(tools, 'typescript/bin/tsc'), '-p', project]).catch(outputOf);
    expect(compiled.stdout).toBe('');
  }, 180_000);

  it('works as in the example of the README', async () => {
    site.respondWith(success({ username: 'ada' }));
    expect((await runExample()).stdout).toBe('Signed in as ada\n');
    expect(site.received.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /v1/auth/login']);
    site.respondWith(failure(423, 'ACCOUNT_LOCKED', { retryAfterSeconds: 30 }));
    expect((await runExample()).stdout).toBe('Locked for 30 s\n');
  });
});

describe('the program for terminals', () => {
  it('is one program that depends only on the client of its own release', () => {
    const published = manifest('cli');
    expect(published).toMatchObject({
      bin: { pixelboxx: 'lib/main.js' },
      dependencies: { '@pixelboxx/api-client': version },
    });
    expect(Object.keys(published.dependencies)).toHaveLength(1);
    expect(JSON.stringify(published)).not.toContain('src/');
    expect(readFileSync(installed('cli', 'lib/main.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('runs after installation, and prints its version', async () => {
    expect(await cli('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect((await cli('--help')).stdout).toContain('upload PATH…');
  });

  it('reports errors by the exit codes in the README', async () => {
    expect(await cli('upload')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^USAGE: /) as string });
    expect(await cli('whoami')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^URL_MISSING: /) as string });
    const unknown = await cli('whoami', '--url', 'https://pixelboxx.example', '--json');
    expect(unknown).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(unknown.stdout)).toMatchObject({ event: 'error', code: 'NOT_SIGNED_IN' });
  });
});

describe('without a validation library', () => {
  beforeAll(() => rmSync(join(project, 'node_modules/zod')));

  it('the client loads none', async () => {
    site.respondWith(success({ username: 'ada' }));
    expect((await runExample()).stdout).toBe('Signed in as ada\n');
  });

  it('the program loads none', async () => {
    expect((await cli('whoami', '--url', 'http://localhost:1')).code).toBe(3);
  });
});
