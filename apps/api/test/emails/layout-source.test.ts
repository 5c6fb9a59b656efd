import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('the layout of emails equals its compiled source', () => {
  const program = join(import.meta.dirname, '../../mail/write-layout.ts');
  const { status, stderr } = spawnSync(process.execPath, [program, '--check'], { encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
});
