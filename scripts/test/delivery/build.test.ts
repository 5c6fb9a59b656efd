import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fakes, type Response } from './fakes.ts';

const targets = ['api', 'web', 'ai-service'];
const digests = ['a', 'b', 'c'].map((digit) => `sha256:${digit.repeat(64)}`);

let fakes: Fakes;
let out: string;
beforeEach(async () => {
  fakes = await Fakes.start();
  out = join(fakes.folder, 'images.json');
});
afterEach(() => fakes.stop());

const built: Response[] = targets.map((target, index) => ({
  to: `--target ${target} `,
  metadata: digests[index] ?? '',
}));

function build(
  different: readonly Response[] = [],
  args: readonly string[] = ['--sign'],
  env?: Record<string, string>,
) {
  const asked = ['v1.2.3', '--registry', 'registry.example/SomeBody', '--out', out];
  return fakes.run('build.ts', [...asked, ...args], [...different, ...built], env);
}

describe('the images of a release', () => {
  it('are pushed with a bill of materials and provenance, and listed by digest', async () => {
    expect((await build()).status).toBe(0);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(
      Object.fromEntries(
        targets.map((target, index) => [target, `registry.example/somebody/pixelboxx/${target}@${digests[index]}`]),
      ),
    );
    const builds = fakes.called('docker buildx build');
    expect(builds).toHaveLength(3);
    for (const line of builds) {
      expect(line).toContain('--provenance=mode=max --sbom=true --push');
      expect(line).toMatch(/--tag registry\.example\/somebody\/pixelboxx\/[\w-]+:v1\.2\.3 /);
    }
  });

  it('are signed by digest, after all of them are built', async () => {
    await build();
    const lines = fakes.calls.map(({ line }) => line);
    const signed = lines.filter((line) => line.startsWith('cosign sign'));
    expect(signed).toEqual(
      targets.map(
        (target, index) => `cosign sign --yes registry.example/somebody/pixelboxx/${target}@${digests[index]}`,
      ),
    );
    expect(lines.slice(-3)).toEqual(signed);
  });

  it('are not signed unless requested', async () => {
    await build([], []);
    expect(fakes.called('cosign')).toEqual([]);
  });

  it('are pushed with a password that is not in the arguments', async () => {
    await build([], [], { REGISTRY_USER: 'somebody', REGISTRY_TOKEN: 'hidden-word' });
    expect(fakes.called('hidden-word')).toEqual([]);
    const login = fakes.calls.find(({ line }) => line.startsWith('docker login'));
    expect(login).toMatchObject({
      line: 'docker login registry.example --username somebody --password-stdin',
      input: 'hidden-word',
    });
  });

  it.each([
    ['one cannot be built', { to: '--target web ', status: 1, stderr: 'no space left on device' }],
    ['one cannot be signed', { to: 'cosign sign', status: 1, stderr: 'no identity token' }],
  ])('are not listed if %s', async (_, response) => {
    const { status, text } = await build([response]);
    expect(status).toBe(1);
    expect(text).toContain(response.stderr);
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ['a version that is more than one word', ['v1 --push', '--registry', 'registry.example/o', '--out', 'x']],
    ['a registry without an owner', ['v1', '--registry', 'registry', '--out', 'x']],
    ['no file to write', ['v1', '--registry', 'registry.example/o']],
  ])('are not built for %s', async (_, args) => {
    const { status, text } = await fakes.run('build.ts', args, []);
    expect(status).toBe(1);
    expect(text).toContain('Usage:');
    expect(fakes.calls).toEqual([]);
  });
});
