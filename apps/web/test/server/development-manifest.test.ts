import { pollUntil } from '@pixelboxx/config/testing';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { regenerateOnChange } from '@/server/development-manifest.ts';

it('the route manifest is written again when a contract changes', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'pixelboxx-manifest-'));
  const web = path.join(root, 'apps/web');
  const [client, contracts] = [path.join(root, 'packages/api-client'), path.join(root, 'packages/shared/src')];
  mkdirSync(web, { recursive: true });
  mkdirSync(client, { recursive: true });
  mkdirSync(contracts, { recursive: true });
  const written = path.join(root, 'written');
  writeFileSync(
    path.join(client, 'generate.ts'),
    `import { copyFileSync } from 'node:fs';
     copyFileSync(${JSON.stringify(path.join(contracts, 'auth.ts'))}, ${JSON.stringify(written)});`,
  );
  const watcher = regenerateOnChange(web);
  try {
    writeFileSync(path.join(contracts, 'auth.ts'), 'changed');
    // A file is there, and empty, before anything is in it.
    const text = () => (existsSync(written) ? readFileSync(written, 'utf8') : null);
    await pollUntil('the manifest is written', () => text() === 'changed');
    expect(text()).toBe('changed');
  } finally {
    watcher.close();
    rmSync(root, { recursive: true, force: true });
  }
});
