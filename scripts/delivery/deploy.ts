#!/usr/bin/env node
/**
 * `scripts/delivery/deploy.ts OVERLAY VERSION --images FILE`: rolls a release out to the cluster of this machine's
 * kubectl, or of `KUBE_CONFIG`. docs/deploying.md describes the steps.
 */
import { parseArgs } from 'node:util';
import { overlays } from '../manifests/kustomize.ts';
import { chooseCluster } from './cluster.ts';
import { readImagesFile, renderRelease } from './release.ts';
import { rollOut } from './roll-out.ts';
import { DeliveryFault, runCommand } from './run.ts';
import { verifySignatures } from './signatures.ts';

const usage = `Usage: scripts/delivery/deploy.ts ${overlays.join('|')} VERSION --images FILE
  --signed-by REGEXP          who has to have signed the images (cosign, keyless); --unsigned: nobody
  --prometheus NS/SERVICE:PORT whom to ask how many requests fail; --unwatched: nobody
  --watch-minutes N           how long to watch (10)
  --max-error-ratio N         how many may fail meanwhile (0.01)
  --mail NAME@DOMAIN          the mailbox of the account that looks whether it works
  --migration-seconds N, --roll-out-seconds N, --poll-seconds N   how long to wait (900, 600), how often to look (2)`;

await runCommand(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      images: { type: 'string' },
      'signed-by': { type: 'string' },
      unsigned: { type: 'boolean' },
      prometheus: { type: 'string' },
      unwatched: { type: 'boolean' },
      'watch-minutes': { type: 'string', default: '10' },
      'max-error-ratio': { type: 'string', default: '0.01' },
      mail: { type: 'string' },
      'migration-seconds': { type: 'string', default: '900' },
      'roll-out-seconds': { type: 'string', default: '600' },
      'poll-seconds': { type: 'string', default: '2' },
    },
  });
  const [overlay = '', version = '', ...more] = positionals;
  const signedBy = values['signed-by'];
  const { prometheus } = values;
  // Safeguards must be disabled explicitly; they cannot be forgotten.
  const isDecided =
    (signedBy !== undefined) !== (values.unsigned === true) &&
    (prometheus !== undefined) !== (values.unwatched === true);
  const isKnown = overlays.some((name) => name === overlay) && /^[\w.-]{1,64}$/.test(version) && more.length === 0;
  if (!isKnown || !isDecided || values.images === undefined) throw new DeliveryFault(usage);
  if (prometheus !== undefined && !/^[a-z0-9-]+\/[a-z0-9-]+:\w+$/.test(prometheus)) throw new DeliveryFault(usage);

  const images = readImagesFile(values.images);
  if (signedBy !== undefined) await verifySignatures(images, signedBy);
  chooseCluster();
  await rollOut(
    await renderRelease({ overlay, version, images }),
    {
      version,
      migrationSeconds: numberOf('migration-seconds', values['migration-seconds']),
      rollOutSeconds: numberOf('roll-out-seconds', values['roll-out-seconds']),
      pollMs: numberOf('poll-seconds', values['poll-seconds']) * 1000,
      // Workflows pass an empty value if it is not set.
      smoke: values.mail ? ['--mail', values.mail] : [],
      ...(prometheus !== undefined && {
        watch: {
          prometheus,
          minutes: numberOf('watch-minutes', values['watch-minutes']),
          maxRatio: numberOf('max-error-ratio', values['max-error-ratio']),
        },
      }),
    },
    console.log,
  );
});

function numberOf(name: string, text: string): number {
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(text)) throw new DeliveryFault(`--${name} takes a number.`);
  return Number(text);
}
