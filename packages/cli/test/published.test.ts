import { compileCache } from '@pixelboxx/config/testing';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const tools = join(root, 'node_modules');
const packages = ['shared', 'api-client', 'cli'];
const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8')) as { version: string };

/** What somebody else’s project is, with what npm would have installed there. */
let project: string;

const installed = (name: string, ...path: string[]) => join(project, 'node_modules/@pixelboxx', name, ...path);

/** Packs a package as npm publishes it and lays it where npm would install it, without a network. */
async function install(name: string): Promise<void> {
  const built = join(root, 'packages', name, 'dist');
  const { stdout } = await run('npm', ['pack', built, '--json', '--offline', '--pack-destination', project]);
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  mkdirSync(installed(name), { recursive: true });
  await run('tar', ['-xzf', join(project, packed.filename), '--strip-components=1', '-C', installed(name)]);
}

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'pixelboxx-cli-published-'));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  const turbo = join(tools, 'turbo/bin/turbo');
  await run(process.execPath, [turbo, 'run', 'package', '--filter=@pixelboxx/cli'], { cwd: root });
  for (const name of packages) await install(name);
  symlinkSync(join(tools, 'zod'), join(project, 'node_modules/zod'), 'junction');
}, 240_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = () => JSON.parse(readFileSync(installed('cli', 'package.json'), 'utf8')) as Manifest;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const cli = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { HOME: project, PATH: process.env['PATH'], ...compileCache() };
    const program = installed('cli', manifest().bin['pixelboxx'] ?? '');
    const child = execFile(process.execPath, [program, ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

it('is one program, and asks for the client of its own release and for nothing else', () => {
  expect(manifest()).toMatchObject({
    bin: { pixelboxx: 'lib/main.js' },
    dependencies: { '@pixelboxx/api-client': version },
  });
  expect(Object.keys(manifest().dependencies)).toHaveLength(1);
  expect(JSON.stringify(manifest())).not.toContain('src/');
  expect(readFileSync(installed('cli', 'lib/main.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

it('runs where it is installed, and says what it is', async () => {
  expect(await cli('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  expect((await cli('--help')).stdout).toContain('upload PATH…');
});

it('says what is wrong by a code, and ends with what the README says', async () => {
  expect(await cli('upload')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^USAGE: /) as string });
  expect(await cli('whoami')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^URL_MISSING: /) as string });
  const unknown = await cli('whoami', '--url', 'https://pixelboxx.example', '--json');
  expect(unknown).toMatchObject({ code: 3, stderr: '' });
  expect(JSON.parse(unknown.stdout)).toMatchObject({ event: 'error', code: 'NOT_SIGNED_IN' });
});

it('loads no validation library', async () => {
  rmSync(join(project, 'node_modules/zod'));
  expect((await cli('whoami', '--url', 'http://localhost:1')).code).toBe(3);
});
