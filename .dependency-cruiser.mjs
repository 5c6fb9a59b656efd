/** Which way dependencies may point; `docs/architecture.md` shows the diagram. Checked by `npm run check`. */
const feature = '^apps/api/src/(?!platform/|generated/|bin/)';
/** Features that are divided into rooms, and what of a room others may import. */
const room = '^apps/api/src/(auth|uploads)/[^/]+/';
const face = '^apps/api/src/[^/]+/[^/]+/index\\.ts$';
const otherFeature = { path: `${feature}[^/]+/` };
/**
 * What the features that others stand on stand on themselves: emails ← auth → users ← uploads. Every other folder is a feature on
 * top of them; it needs no line here, may use their faces, and is used by none of them.
 */
const foundation = {
  users: [],
  emails: [],
  auth: ['users', 'emails'],
  uploads: ['users'],
  account: ['users', 'auth', 'emails'],
  admin: ['users', 'auth', 'account'],
  moderation: ['users', 'auth', 'account', 'uploads', 'emails'],
  health: ['users'],
};
const downward = Object.entries(foundation).map(([name, below]) => ({
  name: 'features-point-downward',
  comment: `${name} stands on ${below.join(', ') || 'the platform'} alone.`,
  severity: 'error',
  from: { path: `^apps/api/src/${name}/` },
  to: { ...otherFeature, pathNot: [`^apps/api/src/(${[name, ...below].join('|')})/`] },
}));
const web = '^apps/web/src/';
const testBesideSource = '^apps/api/src/.*\\.test\\.ts$';
/** What serves development and is no part of any image. */
const development = '^(scripts|tools|e2e|packages/(dev-cli|embedded-postgres))/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-cycles-between-folders',
      comment:
        'A folder that stands on another is not stood on by it: whoever reads one of them can stop there. Two that need each other are one, or share a third.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(apps/[^/]+/(src|test)|packages/[^/]+)/' },
      to: { circular: true },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'shared-imports-zod-only',
      comment: 'It runs in browsers, servers and tests alike.',
      severity: 'error',
      from: { path: '^packages/shared/src/' },
      to: { pathNot: ['^packages/shared/src/', 'node_modules/zod/'] },
    },
    {
      name: 'node-kit-imports-shared-only',
      comment: 'Every service stands on it; it stands on Node and the contracts.',
      severity: 'error',
      from: { path: '^packages/node-kit/src/' },
      to: { pathNot: ['^packages/(node-kit|shared)/src/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'telemetry-knows-no-service',
      comment: 'Every service tells of itself by it; it stands on libraries and on none of ours.',
      severity: 'error',
      from: { path: '^packages/telemetry/src/' },
      to: { path: ['^apps/', '^packages/(?!telemetry/)', development] },
    },
    {
      name: 'api-client-imports-shared-only',
      comment:
        'It runs in every page and in what other teams build; of the contracts it takes types and the error codes.',
      severity: 'error',
      from: { path: '^packages/api-client/src/' },
      to: {
        // The hashes are fetched when a puzzle is to be solved, and else never.
        pathNot: ['^packages/api-client/src/', '^packages/shared/src/errors\\.ts$', 'node_modules/@noble/hashes/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'cli-imports-the-client-only',
      comment: 'What others install: small, with one dependency, which knows the API. It stands on Node beside that.',
      severity: 'error',
      from: { path: '^packages/cli/src/' },
      to: { pathNot: ['^packages/(cli|api-client)/src/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'ui-knows-no-product',
      comment: 'Components show what they are given: no contracts, no data.',
      severity: 'error',
      from: { path: '^packages/ui/' },
      to: { path: ['^apps/', '^packages/shared/', development] },
    },
    {
      name: 'web-talks-to-the-api-over-http',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: ['^apps/(?!web/)', development] },
    },
    {
      name: 'web-features-know-no-page',
      comment: 'app → features → components → lib, and none of them the server that Next runs in.',
      severity: 'error',
      from: { path: `${web}features/` },
      to: { path: web, pathNot: `${web}(features|components|lib|env\\.ts$)` },
    },
    {
      name: 'web-components-know-no-feature',
      severity: 'error',
      from: { path: `${web}components/` },
      to: { path: web, pathNot: `${web}(components|lib|env\\.ts$)` },
    },
    {
      name: 'web-lib-knows-no-component',
      severity: 'error',
      from: { path: `${web}lib/` },
      to: { path: web, pathNot: `${web}(lib|env\\.ts$)` },
    },
    {
      name: 'web-features-meet-at-their-faces',
      comment: 'An index.ts says what others may use; what is fetched apart has one of its own.',
      severity: 'error',
      from: { path: `${web}features/([^/]+)/` },
      to: { path: `${web}features/`, pathNot: [`${web}features/$1/`, '/index\\.ts$'] },
    },
    {
      name: 'web-server-stands-on-lib',
      comment:
        'It is the program around Next: pages do not know it, and it knows no page. `proxy.ts` is where they meet.',
      severity: 'error',
      from: { path: `${web}server/` },
      to: { path: web, pathNot: `${web}(server|lib|env\\.ts$)` },
    },
    {
      name: 'web-pages-know-no-server',
      severity: 'error',
      from: { path: `${web}app/` },
      to: { path: `${web}server/` },
    },
    {
      name: 'ai-service-imports-shared-only',
      severity: 'error',
      from: { path: '^apps/ai-service/' },
      to: { path: ['^apps/(?!ai-service/)', '^packages/ui/', development] },
    },
    {
      name: 'api-imports-shared-only',
      severity: 'error',
      from: { path: '^apps/api/src/' },
      to: { path: ['^apps/(?!api/)', '^packages/ui/', development] },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^apps/api/src/platform/' },
      to: { path: feature },
    },
    ...downward,
    {
      name: 'features-meet-at-their-faces',
      comment: 'An index.ts says what others may use; the features that are divided into rooms have one in each.',
      severity: 'error',
      from: { path: `${feature}([^/]+)/` },
      to: { ...otherFeature, pathNot: ['^apps/api/src/$1/', '/index\\.ts$'] },
    },
    {
      name: 'rooms-meet-at-their-faces',
      comment: "Each room of a feature has one public face, its index.ts: what that does not name is the room's own.",
      severity: 'error',
      from: { path: '^apps/api/src/([^/]+/[^/]+)/' },
      to: { path: room, pathNot: ['^apps/api/src/$1/', face] },
    },
    {
      name: 'features-see-faces-of-rooms',
      comment: 'As rooms do among themselves.',
      severity: 'error',
      from: { path: ['^apps/api/src/[^/]+$', '^apps/api/src/[^/]+/[^/]+$'] },
      to: { path: room, pathNot: face },
    },
    {
      name: 'stores-only-store',
      comment:
        'What is to be told of a change, to users or to other features, is for the service that decided it to say.',
      severity: 'error',
      from: { path: '^apps/api/src/.*[.-]store\\.ts$' },
      to: { path: ['/(mail|emails|notices)/', '/notices\\.'] },
    },
    {
      name: 'e2e-and-fuzz-are-black-boxes',
      severity: 'error',
      from: { path: '^(e2e|fuzz|faults)/' },
      to: { path: ['^apps/', '^packages/(ui|dev-cli|embedded-postgres)/', '^(scripts|tools)/'] },
    },
    {
      name: 'packages-meet-at-their-faces',
      comment: 'By name, not by path: the `exports` of a package.json say what others may use.',
      severity: 'error',
      from: { path: '^((?:apps|packages)/[^/]+|[^/]+)/' },
      to: { path: '^packages/', pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'embedded-postgres-stands-alone',
      comment: 'A database for anybody: it knows neither who starts it nor what is stored in it.',
      severity: 'error',
      from: { path: '^packages/embedded-postgres/src/' },
      to: {
        pathNot: ['^packages/embedded-postgres/src/', 'node_modules/@electric-sql/pglite/'],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'dev-cli-knows-configuration-of-apps',
      comment:
        'It starts them as anybody would; what it judges before is what they are configured with, and the arguments.',
      severity: 'error',
      from: { path: '^packages/dev-cli/' },
      to: {
        path: '^(apps|e2e|fuzz|faults|bench)/',
        pathNot: [
          '^apps/api/src/platform/(config/|http/security/unknown-proxies\\.ts$)',
          '^apps/api/prisma/seed/users\\.ts$',
          '^(apps/api/prisma/arguments|apps/api/src/bin/bucket-arguments|(fuzz/run|faults|bench)/options)\\.ts$',
          '^apps/ai-service/src/config\\.ts$',
          '^apps/web/src/env\\.ts$',
        ],
      },
    },
    {
      name: 'nobody-stands-on-the-dev-cli',
      comment:
        'It is the end of every chain: others are started by it, and the reporter of all tests is set at the root.',
      severity: 'error',
      from: { pathNot: ['^packages/dev-cli/', '^[^/]+$'] },
      to: { path: '^packages/dev-cli/' },
    },
    {
      name: 'bootstrap-runs-before-installation',
      comment: 'On the oldest Node that is supported, with nothing from npm.',
      severity: 'error',
      from: { path: '^tools/bootstrap/' },
      to: { pathNot: '^tools/bootstrap/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'bootstrap-is-for-the-dev-cli',
      severity: 'error',
      from: { pathNot: '^(tools|packages/dev-cli)/' },
      to: { path: '^tools/' },
    },
    {
      name: 'no-tests-in-production',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: ['\\.test\\.tsx?$', '/test/'], pathNot: 'node_modules' },
    },
    {
      name: 'no-dev-dependencies-in-production',
      comment: 'Images are built without them.',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: ['\\.test\\.tsx?$', development] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'npm-peer', 'type-only'] },
    },
    {
      name: 'only-declared-dependencies',
      comment: 'A package that another one happens to bring may be gone tomorrow.',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    // A test of the api stands beside its source, and uses what tests share, which is made of the whole api: followed, that
    // would put each folder on all others. It is known as what nothing may import; what it imports itself, ESLint looks at.
    doNotFollow: { path: ['node_modules', testBesideSource] },
    exclude: {
      path: [
        '(^|/)(dist|\\.dev|\\.next|coverage|\\.data)/',
        '^(apps|packages)/[^/]+/src/generated/',
        'next-env\\.d\\.ts$',
        '^packages/dev-cli/templates/',
      ],
    },
    tsPreCompilationDeps: 'specify',
    // For web's `@/` alias, the only one.
    tsConfig: { fileName: 'apps/web/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
    cache: false,
  },
};
