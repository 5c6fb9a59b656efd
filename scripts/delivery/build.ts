#!/usr/bin/env node
/**
 * `scripts/delivery/build.ts VERSION --registry HOST/OWNER --out FILE [--sign]`: builds the images with a bill of materials and
 * their provenance (SLSA), pushes them, and records their digests. With `REGISTRY_USER` and `REGISTRY_TOKEN` it signs in first.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readImages } from '../manifests/images.ts';
import { DeliveryFault, run, runCommand, tryRun } from './run.ts';
import { sign } from './signatures.ts';

const usage = 'Usage: scripts/delivery/build.ts VERSION --registry HOST/OWNER --out FILE [--sign]';
/** The engine's default builder cannot write attestations. */
const builder = 'pixelboxx';

const Metadata = z.object({ 'containerimage.digest': z.string().regex(/^sha256:[0-9a-f]{64}$/) });

await runCommand(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { registry: { type: 'string' }, out: { type: 'string' }, sign: { type: 'boolean' } },
  });
  const [version = '', ...more] = positionals;
  // Image names must be in lower case; GitHub account names need not be.
  const registry = values.registry?.toLowerCase() ?? '';
  const isSaid = /^[\w.-]{1,64}$/.test(version) && /^[a-z0-9.:-]+(\/[a-z0-9._-]+)+$/.test(registry);
  if (!isSaid || more.length > 0 || values.out === undefined) throw new DeliveryFault(usage);

  await signIn(registry);
  await makeBuilder();
  const images: Record<string, string> = {};
  for (const target of readImages().keys()) {
    const name = `${registry}/pixelboxx/${target}`;
    console.log(`… ${name}:${version}`);
    images[target] = `${name}@${await build(target, `${name}:${version}`)}`;
  }
  if (values.sign) for (const image of Object.values(images)) await sign(image);
  writeFileSync(values.out, `${JSON.stringify(images, null, 2)}\n`);
  console.log(`✓ ${Object.values(images).join('\n  ')}`);
});

/** Passes the password by a pipe, because everybody on the machine can see arguments. */
async function signIn(registry: string): Promise<void> {
  const { REGISTRY_USER: user, REGISTRY_TOKEN: token } = process.env;
  if (!user || !token) return;
  const [host = ''] = registry.split('/');
  await run('docker', ['login', host, '--username', user, '--password-stdin'], { input: token });
}

async function makeBuilder(): Promise<void> {
  const { status } = await tryRun('docker', ['buildx', 'inspect', builder]);
  if (status !== 0) await run('docker', ['buildx', 'create', '--name', builder, '--driver', 'docker-container']);
}

/** @returns the digest in the registry */
async function build(target: string, tag: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'build-'));
  try {
    const metadata = join(folder, 'metadata.json');
    await run(
      'docker',
      [
        ...['buildx', 'build', '--builder', builder, '--file', 'docker/Dockerfile', '--target', target, '--tag', tag],
        ...['--provenance=mode=max', '--sbom=true', '--push', '--metadata-file', metadata, '--progress=plain', '.'],
      ],
      { isShown: true },
    );
    return Metadata.parse(JSON.parse(readFileSync(metadata, 'utf8')))['containerimage.digest'];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
