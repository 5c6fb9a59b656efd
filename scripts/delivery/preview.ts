#!/usr/bin/env node
/**
 * `scripts/delivery/preview.ts up NUMBER --images FILE --domain DOMAIN`: a pull request at https://pr-NUMBER.DOMAIN, in
 * a separate namespace. `… down NUMBER`: removes all of it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseCluster, Cluster } from './cluster.ts';
import { readImagesFile, renderRelease, steps } from './release.ts';
import { rollOut } from './roll-out.ts';
import { DeliveryFault, run, runCommand } from './run.ts';
import { makePreviewSecrets, writeSecretFiles } from './secret-files.ts';

const usage = `Usage: scripts/delivery/preview.ts up NUMBER --images FILE --domain DOMAIN [--poll-seconds N]
       scripts/delivery/preview.ts down NUMBER`;

await runCommand(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      images: { type: 'string' },
      domain: { type: 'string' },
      'poll-seconds': { type: 'string', default: '2' },
    },
  });
  const [command, number = '', ...more] = positionals;
  if (!/^[1-9]\d{0,6}$/.test(number) || more.length > 0) throw new DeliveryFault(usage);
  const namespace = `pixelboxx-pr-${number}`;
  const { images, domain = '', 'poll-seconds': pollSeconds } = values;
  if (command === 'down') {
    chooseCluster();
    await run('kubectl', ['delete', 'namespace', namespace, '--ignore-not-found', '--wait=true', '--timeout=300s'], {
      isShown: true,
    });
    return;
  }
  const isSaid = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) && /^\d+(\.\d+)?$/.test(pollSeconds);
  if (command !== 'up' || images === undefined || !isSaid) throw new DeliveryFault(usage);
  const version = `pr-${number}`;
  const place = { namespace, origin: `https://${version}.${domain}` };
  const release = await renderRelease({ overlay: 'preview', version, images: readImagesFile(images), place });
  chooseCluster();
  await makeSecrets(namespace, release.text);
  await rollOut(
    release,
    { version, migrationSeconds: 300, rollOutSeconds: 300, pollMs: Number(pollSeconds) * 1000, smoke: [] },
    console.log,
  );
});

/** Creates the preview's own secrets once: later roll-outs keep its database. */
async function makeSecrets(namespace: string, manifests: string): Promise<void> {
  const cluster = new Cluster(namespace);
  await cluster.apply(manifests, steps.surroundings);
  if (await cluster.hasSecret('pixelboxx')) return;
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  try {
    writeSecretFiles(folder, makePreviewSecrets());
    await cluster.createSecret('pixelboxx', join(folder, 'pixelboxx'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
