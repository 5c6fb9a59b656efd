import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import { register } from '../support/clients/users.ts';
import { secretsOf } from '../support/replicas.ts';
import { useApp } from '../support/use-app.ts';

const app = useApp();
const api = join(import.meta.dirname, '../..');

it('[C3] one command reports what is still encrypted with a former key, and another rewrites it', async () => {
  const { browser } = await register(app);
  await enableTotp(browser);
  const secrets = secretsOf(app);
  const ring = `${randomBytes(32).toString('base64url')},${secrets['DATA_ENCRYPTION_KEY']}`;
  const env = { ...process.env, ...secrets, DATA_ENCRYPTION_KEY: ring, DATABASE_URL: app.databaseUrl };
  const run = (command: string) =>
    new Promise<{ failed: boolean; said: string }>((resolve) => {
      execFile(process.execPath, ['prisma/cli.ts', command], { env, cwd: api }, (error, stdout, stderr) =>
        resolve({ failed: error !== null, said: stdout + stderr }),
      );
    });
  const under = (first: number, former: number) =>
    `seeds of one-time codes: ${first} under the first key, ${former} under former ones, 0 under none that is known`;
  expect(await run('keys')).toEqual({ failed: true, said: expect.stringContaining(under(0, 1)) as string });
  // Backup codes are digests: they stay under their key until their owners make new ones, and operators are told.
  expect(await run('reencrypt')).toEqual({ failed: true, said: expect.stringContaining(under(1, 0)) as string });
  await app.prisma.backupCode.deleteMany();
  expect(await run('keys')).toEqual({ failed: false, said: expect.stringContaining(under(1, 0)) as string });
});
