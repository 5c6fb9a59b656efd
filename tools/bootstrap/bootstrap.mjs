/**
 * Every `npm run` command starts with this. It uses only Node 20 and nothing from npm: it installs the dependencies if
 * the lockfile has changed, and continues in `run.ts` with the Node 24 among them.
 */
const requiredMajor = 20;

if (Number(process.versions.node.split('.')[0]) < requiredMajor) {
  console.error(
    `Pixelboxx needs Node ${requiredMajor} or newer; this is ${process.versions.node}. See https://nodejs.org/`,
  );
  process.exit(1);
}

// Loaded only now, because an older Node could not even parse it.
import('./continue.mjs').then(
  (bootstrap) => bootstrap.continueInstalled(process.argv.slice(2)),
  (/** @type {unknown} */ error) => {
    console.error(error);
    process.exit(1);
  },
);
