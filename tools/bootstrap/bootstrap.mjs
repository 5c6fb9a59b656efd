/**
 * The first thing every `npm run` command runs. It uses only what Node 20 has and nothing from npm: it installs the
 * dependencies when the lockfile changed and continues in `run.ts` with the Node 24 that is one of them.
 */
const requiredMajor = 20;

if (Number(process.versions.node.split('.')[0]) < requiredMajor) {
  console.error(
    `Pixelboxx needs Node ${requiredMajor} or newer; this is ${process.versions.node}. See https://nodejs.org/`,
  );
  process.exit(1);
}

// Loaded only now: an older Node could not even parse what follows.
import('./continue.mjs').then(
  (bootstrap) => bootstrap.continueInstalled(process.argv.slice(2)),
  (/** @type {unknown} */ error) => {
    console.error(error);
    process.exit(1);
  },
);
