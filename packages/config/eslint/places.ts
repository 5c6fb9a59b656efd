/** The only places that may read `process.env`; everything else gets its configuration handed in. */
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
  // How many workers, which browser: what runs tests is no part of the product.
  '**/vitest.config.ts',
  '**/vitest.*.config.ts',
  '**/vitest.ts',
  '**/playwright.config.ts',
  'bench/**',
  // The seed of a run that is repeated, and what programs of tests inherit. ESLint takes paths within this package from here.
  '**/testing/{compile-cache,random}.ts',
  'fuzz/main.ts',
  'faults/{main,replicas}.ts',
];

/** The only places of the api that may ask the machine what time it is; everything else is given a `Clock`, or a moment. */
export const clockReaders = [
  // An id and a line of the log say when they were written, and nothing is decided by it.
  'apps/api/src/platform/identifiers.ts',
  'apps/api/src/platform/observability/logger.ts',
];

/** What writes and reads rows, and decides nothing. */
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
  // What they measured is for whoever reads the run.
  'e2e/tests/people/lighthouse.spec.ts',
  'apps/api/test/auth/recovery/recovery.model.test.ts',
];

export const browserSources = ['apps/web/**/*.{ts,tsx}', 'packages/ui/**/*.{ts,tsx}'];

export const tests = ['**/*.test.{ts,tsx}', '**/test/**', 'e2e/**'];

/** dependency-cruiser does not follow them (`.dependency-cruiser.mjs` says why), so that ESLint looks at what they import. */
export const testsBesideSource = ['apps/api/src/**/*.test.ts'];

/** Programs that test the running whole: what holds for time and chance in tests holds for them. */
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
  // They are what they say only once they have a name: each feature that is made of them is looked at.
  'packages/dev-cli/templates/**',
];
