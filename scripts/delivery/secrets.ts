#!/usr/bin/env node
/**
 * `scripts/delivery/secrets.ts FOLDER`, with `DATABASE_URL_DIRECT` in the environment: writes those secrets of an
 * installation that can be generated, and lists the files that you must write.
 */
import { parseArgs } from 'node:util';
import { secretsNeeded } from '../manifests/rules/secrets.ts';
import { render } from '../manifests/kustomize.ts';
import { DeliveryFault, runCommand } from './run.ts';
import { makeProductionSecrets, writeSecretFiles } from './secret-files.ts';

const usage = 'Usage: DATABASE_URL_DIRECT=postgresql://… scripts/delivery/secrets.ts FOLDER';

await runCommand(usage, () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new DeliveryFault(usage);
  const secrets = makeProductionSecrets(process.env['DATABASE_URL_DIRECT'] ?? '');
  const needed = secretsNeeded(render('production'));
  for (const path of writeSecretFiles(folder, secrets)) console.log(`✓ ${path}`);
  for (const [name, keys] of needed) {
    for (const key of keys) if (secrets[name]?.[key] === undefined) console.log(`– ${name}/${key}: yours to write`);
  }
  console.log('\nKeep a copy of them apart from the backups. Then, for each folder:');
  for (const name of needed.keys())
    console.log(`kubectl --namespace pixelboxx create secret generic ${name} --from-file=${folder}/${name}`);
  return Promise.resolve();
});
