/**
 * `node scripts/manifests.ts [--write]`: checks that the overlays of `deploy/` render, are valid, and fit together and
 * with the services. `--write` regenerates the parts that are made from other files.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './arguments.ts';
import { findOldRules, writeRules } from './manifests/alert-rules.ts';
import { readImages } from './manifests/images.ts';
import { overlays, readManifests, render, whyNotRendered } from './manifests/kustomize.ts';
import type { Manifest } from './manifests/manifest.ts';
import { accessModels, findInvalid } from './manifests/models.ts';
import { root } from './root.ts';
import { findUnknownFields } from './manifests/unknown-fields.ts';
import { findWrongAccess } from './manifests/rules/access.ts';
import { findForeignImages } from './manifests/rules/images.ts';
import { findNetworkFaults } from './manifests/rules/network.ts';
import { findDanglingReferences } from './manifests/rules/references.ts';
import { findUnrestricted } from './manifests/rules/restricted.ts';
import { findExposedSecrets } from './manifests/rules/secrets.ts';
import { findWrongSettings } from './manifests/rules/settings.ts';
import { findHastyEnds } from './manifests/rules/shutdown.ts';

const images = readImages();
const rules: readonly ((manifests: readonly Manifest[]) => string[])[] = [
  findInvalid,
  findDanglingReferences,
  findUnrestricted,
  findNetworkFaults,
  findExposedSecrets,
  findHastyEnds,
  (manifests) => findForeignImages(manifests, images.keys()),
  (manifests) => findWrongSettings(manifests, images),
];

function check(): number {
  const access = readManifests(readFileSync(join(root, 'deploy/access/production.yaml'), 'utf8'));
  const faults = [...findOldRules(), ...findInvalid(access, accessModels)];
  const reason = whyNotRendered();
  if (reason === undefined) {
    const rendered = overlays.map((overlay) => ({ overlay, manifests: render(overlay) }));
    for (const { overlay, manifests } of rendered) {
      if (overlay === 'production') faults.push(...findWrongAccess(manifests, access));
      faults.push(...rules.flatMap((rule) => rule(manifests)).map((fault) => `${overlay}: ${fault}`));
    }
    faults.push(...findUnknownFields([...access, ...rendered.flatMap(({ manifests }) => manifests)]));
  } else {
    console.log(reason);
    // Continuous integration has kubectl.
    if (process.env['CI'] !== undefined) return 1;
  }
  for (const fault of faults) console.log(fault);
  return faults.length === 0 ? 0 : 1;
}

const values = readOptions('Usage: node scripts/manifests.ts [--write]', { write: { type: 'boolean' } });
if (values.write) writeRules();
process.exitCode = check();
