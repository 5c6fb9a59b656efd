import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../root.ts';

const depcruise = join(root, 'node_modules', '.bin', 'depcruise');
/** A repository in which each file breaks exactly the rule it stands for, and the last ones break none. */
const sources: Record<string, string> = {
  'apps/web/tsconfig.json': '{}',
  'packages/shared/src/index.ts': `import '../../../apps/web/src/a.ts';`,
  'packages/node-kit/src/index.ts': `import '../../ui/src/button.ts';`,
  'packages/cli/src/main.ts': `import '../../shared/src/user.ts';`,
  'packages/ui/src/index.ts': `import '../../shared/src/user.ts';`,
  'packages/shared/src/user.ts': `export const user = 1;`,
  'packages/shared/src/loop-a.ts': `import './loop-b.ts';`,
  'packages/shared/src/loop-b.ts': `import './loop-a.ts';`,
  'packages/shared/src/lost.ts': `import './nowhere.ts';`,
  'apps/web/src/a.ts': `import '../../api/src/health/health.service.ts';`,
  'apps/ai-service/src/main.ts': `import '../../../packages/ui/src/button.ts';`,
  'packages/ui/src/button.ts': `export const button = 1;`,
  'apps/api/src/health/health.service.ts': `export const health = 1;`,
  'apps/api/src/health/tested.ts': `import '../../test/support.ts';`,
  'apps/api/src/health/beside.ts': `import '../live/live.test.ts';`,
  'apps/api/test/support.ts': `export const support = 1;`,
  'apps/api/src/main.ts': `import '../../web/src/page.ts';`,
  'apps/web/src/page.ts': `export const page = 1;`,
  'apps/api/src/platform/database.ts': `import '../users/users.service.ts';`,
  'apps/api/src/users/users.service.ts': `export const users = 1;`,
  'apps/api/src/users/users.module.ts': `export const module = 1;`,
  'apps/api/src/users/index.ts': `import './users.service.ts'; import './users.module.ts';`,
  'apps/api/src/users/upward.ts': `import '../auth/auth.service.ts';`,
  'apps/api/src/users/row.ts': `export const row = 1;`,
  'apps/api/src/auth/auth.service.ts': `export const auth = 1;`,
  'apps/api/src/auth/around.ts': `import '../users/row.ts';`,
  'apps/api/src/auth/past-a-face.ts': `import '../users/users.service.ts';`,
  'apps/api/src/auth/past-a-face.module.ts': `import '../users/users.module.ts';`,
  'apps/api/src/admin/past-a-face.ts': `import '../account/admin-actions/account-admin.service.ts';`,
  'apps/api/src/account/index.ts': `import './admin-actions/account-admin.service.ts';`,
  'apps/api/src/account/admin-actions/account-admin.service.ts': `export const admin = 1;`,
  'apps/api/src/admin/admin.service.ts': `export const admin = 1;`,
  'apps/api/src/moderation/sideways.ts': `import '../admin/admin.service.ts';`,
  'apps/web/src/app/page.tsx': `import '../server/serve.ts';`,
  'apps/web/src/server/serve.ts': `import '../components/button.ts';`,
  'apps/web/src/components/button.ts': `export const button = 1;`,
  'apps/web/src/components/upward.ts': `import '../features/gallery/index.ts';`,
  'apps/web/src/features/gallery/index.ts': `export const gallery = 1;`,
  'apps/web/src/features/gallery/inside.ts': `export const inside = 1;`,
  'apps/web/src/features/gallery/upward.ts': `import '../../app/route.ts';`,
  'apps/web/src/app/route.ts': `export const route = 1;`,
  'apps/web/src/features/home/around.ts': `import '../gallery/inside.ts';`,
  'apps/web/src/lib/upward.ts': `import '../components/button.ts';`,
  'apps/web/src/lib/left/one.ts': `import '../right/one.ts';`,
  'apps/web/src/lib/right/one.ts': `export const one = 1;`,
  'apps/web/src/lib/right/two.ts': `import '../left/two.ts';`,
  'apps/web/src/lib/left/two.ts': `export const two = 1;`,
  'apps/api/src/auth/login/login.service.ts': `import '../sessions/rotation.ts';`,
  'apps/api/src/auth/sessions/rotation.ts': `export const rotation = 1;`,
  'apps/api/src/auth/sessions/sessions.service.ts': `export const sessions = 1;`,
  'apps/api/src/auth/sessions/sessions.store.ts': `import '../../platform/mail/mail.service.ts';`,
  'apps/api/src/uploads/sweep/sweep.service.ts': `import '../blobs/blobs.store.ts';`,
  'apps/api/src/uploads/blobs/blobs.store.ts': `export const blobs = 1;`,
  'apps/api/src/account/past-a-face.ts': `import '../auth/sessions/sessions.service.ts';`,
  'apps/api/src/account/deletion/past-a-face.ts': `import '../../auth/sessions/sessions.service.ts';`,
  'apps/api/src/notes/past-a-face.ts': `import '../users/row.ts';`,
  'apps/api/src/notes/notes.service.ts': `export const notes = 1;`,
  'apps/api/src/stickers/past-a-face.ts': `import '../notes/notes.service.ts';`,
  'apps/api/src/uploads/upward.ts': `import '../notes/index.ts';`,
  // No file stands on itself, but each of two folders on the other.
  'apps/api/src/platform/mail/mail.service.ts': `import '../jobs/jobs.ts';`,
  'apps/api/src/platform/mail/layout.ts': `export const layout = 1;`,
  'apps/api/src/platform/jobs/jobs.ts': `export const jobs = 1;`,
  'apps/api/src/platform/jobs/report.ts': `import '../mail/layout.ts';`,
  'apps/web/src/features/gallery/queue/queue.ts': `import '../sending/send.ts';`,
  'apps/web/src/features/gallery/queue/item.ts': `export const item = 1;`,
  'apps/web/src/features/gallery/sending/send.ts': `export const send = 1;`,
  'apps/web/src/features/gallery/sending/remember.ts': `import '../queue/item.ts';`,
  'apps/ai-service/src/http/server.ts': `import '../model/model.ts';`,
  'apps/ai-service/src/http/status.ts': `export const status = 1;`,
  'apps/ai-service/src/model/model.ts': `export const model = 1;`,
  'apps/ai-service/src/model/failure.ts': `import '../http/status.ts';`,
  'apps/api/test/uploads/crash.ts': `export const crash = 1;`,
  'apps/api/test/intake/raw-request.ts': `import '../uploads/crash.ts';`,
  'apps/api/test/intake/body.ts': `export const body = 1;`,
  'apps/api/test/uploads/kill.ts': `import '../intake/body.ts';`,
  // Or on one that stands on another, which stands on it.
  'packages/shared/src/http/endpoint.ts': `import '../auth/methods.ts';`,
  'packages/shared/src/http/page.ts': `export const page = 1;`,
  'packages/shared/src/auth/methods.ts': `export const methods = 1;`,
  'packages/shared/src/auth/identities.ts': `import '../uploads/uploads.ts';`,
  'packages/shared/src/uploads/uploads.ts': `export const uploads = 1;`,
  'packages/shared/src/uploads/public.ts': `import '../http/page.ts';`,
  'e2e/journey.ts': `import '../apps/web/src/page.ts';`,
  'packages/dev-cli/src/run.ts': `import '../../embedded-postgres/src/postgres.ts';`,
  'packages/dev-cli/src/into-an-app.ts': `import '../../../apps/api/src/health/health.service.ts';`,
  'packages/embedded-postgres/src/postgres.ts': `export const postgres = 1;`,
  'packages/embedded-postgres/src/upward.ts': `import '@pixelboxx/dev-cli';`,
  'apps/api/prisma/replay.ts': `import '@pixelboxx/dev-cli';`,
  'apps/api/src/platform/embedded.ts': `import '@pixelboxx/embedded-postgres';`,
  'tools/bootstrap/bootstrap.mjs': `import '@pixelboxx/embedded-postgres';`,
  'scripts/table.ts': `import '../tools/bootstrap/lock.mjs';`,
  // Allowed:
  'apps/api/src/auth/auth.module.ts': `import '../users/index.ts';`,
  'apps/api/src/auth/sessions/index.ts': `import './sessions.service.ts';`,
  'apps/api/src/auth/login/login.controller.ts': `import '../sessions/index.ts';`,
  'apps/api/src/account/account.module.ts': `import '../auth/sessions/index.ts';`,
  'apps/api/src/account/deletion/deletion.service.ts': `import '../../auth/sessions/index.ts';`,
  'apps/api/src/uploads/uploads.service.ts': `import '../users/index.ts'; import '../platform/clock.ts';`,
  'apps/api/src/moderation/moderation.service.ts': `import '../auth/sessions/index.ts'; import '../account/index.ts';`,
  'apps/api/src/notes/index.ts': `import './notes.service.ts';`,
  'apps/api/src/stickers/stickers.service.ts': `import '../notes/index.ts'; import '../users/index.ts'; import '../account/index.ts';`,
  'apps/api/src/platform/clock.ts': `export const clock = 1;`,
  'apps/web/src/form.ts': `import '@pixelboxx/ui'; import '@pixelboxx/shared';`,
  'tools/bootstrap/lock.mjs': `import 'node:fs';`,
  'packages/dev-cli/src/start.ts': `import '@pixelboxx/embedded-postgres'; import '../../../tools/bootstrap/lock.mjs';`,
  'packages/dev-cli/src/doctor.ts': `import '../../../apps/api/src/platform/config/config.ts';`,
  'apps/api/src/platform/config/config.ts': `export const config = 1;`,
  // A test uses what tests share, which stands on the folder that it is beside.
  'apps/api/src/live/live.test.ts': `import './live.service.ts'; import '../../test/shared/app.ts';`,
  'apps/api/src/live/live.service.ts': `export const live = 1;`,
  'apps/api/test/shared/app.ts': `import '../../src/live/live.service.ts';`,
  'apps/api/test/database.ts': `import '@pixelboxx/embedded-postgres';`,
  'apps/web/src/app/home.tsx': `import '../features/home/home.ts';`,
  'apps/web/src/features/home/home.ts': `import '../gallery/index.ts'; import '../../components/button.ts'; import '../../lib/right/one.ts';`,
};

/** The packages that are imported by name, and what their `exports` lead to. */
const faces = {
  ui: 'button',
  shared: 'user',
  'dev-cli': 'start',
  'embedded-postgres': 'postgres',
};

interface Violation {
  from: string;
  rule: { name: string };
}
let folder: string;
let violations: Violation[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dependency-rules-'));
  for (const [path, source] of Object.entries(sources)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  mkdirSync(join(folder, 'node_modules/@pixelboxx'), { recursive: true });
  for (const [name, face] of Object.entries(faces)) {
    const manifest = { name: `@pixelboxx/${name}`, exports: `./src/${face}.ts` };
    writeFileSync(join(folder, 'packages', name, 'package.json'), JSON.stringify(manifest));
    symlinkSync(`../../packages/${name}`, join(folder, 'node_modules/@pixelboxx', name));
  }
  const config = join(root, '.dependency-cruiser.mjs');
  const args = [depcruise, '--config', config, '--output-type', 'json', 'apps', 'packages', 'scripts', 'tools', 'e2e'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rulesBrokenBy = (path: string) => violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);

describe('the dependency rules', () => {
  it.each([
    ['packages/shared/src/index.ts', 'shared-imports-zod-only'],
    ['packages/shared/src/loop-a.ts', 'no-cycles'],
    ['packages/shared/src/lost.ts', 'no-unresolvable'],
    ['packages/node-kit/src/index.ts', 'node-kit-imports-shared-only'],
    ['packages/cli/src/main.ts', 'cli-imports-the-client-only'],
    ['packages/ui/src/index.ts', 'ui-knows-no-product'],
    ['apps/web/src/a.ts', 'web-talks-to-the-api-over-http'],
    ['apps/web/src/features/gallery/upward.ts', 'web-features-know-no-page'],
    ['apps/web/src/features/home/around.ts', 'web-features-meet-at-their-faces'],
    ['apps/web/src/components/upward.ts', 'web-components-know-no-feature'],
    ['apps/web/src/lib/upward.ts', 'web-lib-knows-no-component'],
    ['apps/web/src/server/serve.ts', 'web-server-stands-on-lib'],
    ['apps/web/src/app/page.tsx', 'web-pages-know-no-server'],
    ['apps/web/src/lib/left', 'no-cycles-between-folders'],
    ['apps/web/src/lib/right', 'no-cycles-between-folders'],
    ['apps/ai-service/src/main.ts', 'ai-service-imports-shared-only'],
    ['apps/api/src/main.ts', 'api-imports-shared-only'],
    ['apps/api/src/health/tested.ts', 'no-tests-in-production'],
    ['apps/api/src/health/beside.ts', 'no-tests-in-production'],
    ['apps/api/src/platform/database.ts', 'platform-knows-no-feature'],
    ['apps/api/src/users/upward.ts', 'features-point-downward'],
    ['apps/api/src/auth/around.ts', 'features-meet-at-their-faces'],
    ['apps/api/src/auth/past-a-face.ts', 'features-meet-at-their-faces'],
    ['apps/api/src/auth/past-a-face.module.ts', 'features-meet-at-their-faces'],
    ['apps/api/src/admin/past-a-face.ts', 'features-meet-at-their-faces'],
    ['apps/api/src/moderation/sideways.ts', 'features-point-downward'],
    ['apps/api/src/notes/past-a-face.ts', 'features-meet-at-their-faces'],
    ['apps/api/src/stickers/past-a-face.ts', 'features-meet-at-their-faces'],
    ['apps/api/src/uploads/upward.ts', 'features-point-downward'],
    ['apps/api/src/auth/login/login.service.ts', 'rooms-meet-at-their-faces'],
    ['apps/api/src/uploads/sweep/sweep.service.ts', 'rooms-meet-at-their-faces'],
    ['apps/api/src/account/deletion/past-a-face.ts', 'rooms-meet-at-their-faces'],
    ['apps/api/src/account/past-a-face.ts', 'features-see-faces-of-rooms'],
    ['apps/api/src/auth/sessions/sessions.store.ts', 'stores-only-store'],
    ['apps/api/src/platform/mail', 'no-cycles-between-folders'],
    ['apps/api/src/platform/jobs', 'no-cycles-between-folders'],
    ['apps/web/src/features/gallery/queue', 'no-cycles-between-folders'],
    ['apps/api/test/intake', 'no-cycles-between-folders'],
    ['apps/api/test/uploads', 'no-cycles-between-folders'],
    ['apps/web/src/features/gallery/sending', 'no-cycles-between-folders'],
    ['apps/ai-service/src/http', 'no-cycles-between-folders'],
    ['apps/ai-service/src/model', 'no-cycles-between-folders'],
    ['packages/shared/src/http', 'no-cycles-between-folders'],
    ['packages/shared/src/auth', 'no-cycles-between-folders'],
    ['packages/shared/src/uploads', 'no-cycles-between-folders'],
    ['e2e/journey.ts', 'e2e-and-fuzz-are-black-boxes'],
    ['packages/dev-cli/src/run.ts', 'packages-meet-at-their-faces'],
    ['packages/dev-cli/src/into-an-app.ts', 'dev-cli-knows-configuration-of-apps'],
    ['packages/embedded-postgres/src/upward.ts', 'embedded-postgres-stands-alone'],
    ['apps/api/prisma/replay.ts', 'nobody-stands-on-the-dev-cli'],
    ['apps/api/src/platform/embedded.ts', 'api-imports-shared-only'],
    ['tools/bootstrap/bootstrap.mjs', 'bootstrap-runs-before-installation'],
    ['scripts/table.ts', 'bootstrap-is-for-the-dev-cli'],
  ])('refuse %s (%s)', (path, rule) => {
    expect(rulesBrokenBy(path)).toContain(rule);
  });

  it('allow the existing structure', () => {
    const innocent = [
      'live',
      'live/live.test.ts',
      'auth/auth.module.ts',
      'auth/login/login.controller.ts',
      'auth/sessions/index.ts',
      'account/account.module.ts',
      'account/deletion/deletion.service.ts',
      'uploads/uploads.service.ts',
      'moderation/moderation.service.ts',
      'stickers/stickers.service.ts',
    ].map((path) => `apps/api/src/${path}`);
    const web = ['form.ts', 'app/home.tsx', 'features/home/home.ts'].map((path) => `apps/web/src/${path}`);
    const development = [
      'tools/bootstrap/lock.mjs',
      'packages/dev-cli/src/start.ts',
      'packages/dev-cli/src/doctor.ts',
      'apps/api/test/database.ts',
    ];
    expect([...innocent, ...web, ...development].flatMap(rulesBrokenBy)).toEqual([]);
  });
});
