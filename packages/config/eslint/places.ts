/** The only places that may read `process.env`; all other code receives its configuration. */
export const environmentReaders = [
  'apps/api/src/platform/config/**',
  'apps/web/src/env.ts',
  'apps/web/src/server/setting-files.ts',
  'apps/ai-service/src/config.ts',
  'packages/cli/src/settings/environment.ts',
  'packages/dev-cli/**',
  'packages/embedded-postgres/src/main.ts',
  'scripts/**',
  'tools/**',
  // How many workers, which browser: test runners are not part of the product.
  '**/vitest.config.ts',
  '**/vitest.*.config.ts',
  '**/vitest.ts',
  '**/playwright.config.ts',
  'bench/**',
  // The seed of a repeated run, and what test programs inherit. ESLint resolves these paths from this package.
  '**/testing/{compile-cache,random}.ts',
  'fuzz/main.ts',
  'faults/{main,replicas}.ts',
];

/** The only places of the api that may read the machine's clock; all other code receives a `Clock`, or a moment. */
export const clockReaders = [
  // Ids and log lines say when they were written; no decision depends on it.
  'apps/api/src/platform/identifiers.ts',
  'apps/api/src/platform/observability/logger.ts',
];

/** Code that writes and reads rows, and makes no decisions. */
export const stores = ['apps/api/src/**/*{.,-}store.ts'];

/** Programs for a terminal, where printing is the point; services log. */
export const terminalPrograms = [
  'packages/dev-cli/**',
  'packages/embedded-postgres/src/main.ts',
  'scripts/**',
  'tools/**',
  'bench/**',
  'fuzz/main.ts',
  'faults/{main,replicas}.ts',
  'apps/api/prisma/**',
  'e2e/**/*.setup.ts',
  // Measurements are printed for the reader of the run.
  'e2e/tests/people/lighthouse.spec.ts',
  'apps/api/test/auth/recovery/recovery.model.test.ts',
];

export const browserSources = ['apps/web/**/*.{ts,tsx}', 'packages/ui/**/*.{ts,tsx}'];

export const tests = ['**/*.test.{ts,tsx}', '**/test/**', 'e2e/**'];

/** dependency-cruiser does not check these (`.dependency-cruiser.mjs` says why), so ESLint checks their imports. */
export const testsBesideSource = ['apps/api/src/**/*.test.ts'];

/** Programs that test the whole running system: the test rules about time and randomness apply to them. */
export const testPrograms = ['fuzz/**', 'faults/**'];

export const generated = [
  '**/dist/**',
  '**/.dev/**',
  '**/.next/**',
  '**/.turbo/**',
  '**/.data/**',
  '**/coverage/**',
  '**/next-env.d.ts',
  'apps/*/src/generated/**',
  'packages/*/src/generated/**',
  'e2e/results/**',
  'e2e/report/**',
  // Templates become valid code only once they have a name: every feature generated from them is linted.
  'packages/dev-cli/templates/**',
];
