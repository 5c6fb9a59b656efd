import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../root.ts';

function run(program: string, argument: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, program), argument], { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

describe.each([
  ['apps/api/openapi.ts', 2],
  ['scripts/manifests.ts', 2],
  ['scripts/openapi-breaks.ts', 2],
  ['scripts/payloads.ts', 2],
  ['scripts/security-table.ts', 2],
  ['scripts/workflows.ts', 2],
  // Where 2 says that somebody has to look at the installation.
  ['scripts/delivery/build.ts', 1],
  ['scripts/delivery/deploy.ts', 1],
  ['scripts/delivery/preview.ts', 1],
  ['scripts/delivery/secrets.ts', 1],
])('%s', (program, refused) => {
  it('prints its usage', () => {
    const { status, output } = run(program, '--help');
    expect(output).toMatch(/^Usage: .+/);
    expect(output).toContain(program);
    expect(status).toBe(0);
  });

  it('does nothing if an option is mistyped, such as --chek', () => {
    const written = ['docs/openapi.json', 'docs/security.md', 'docs/guides/payloads.json'];
    const read = () => written.map((path) => readFileSync(join(root, path), 'utf8'));
    const before = read();
    const { status, output } = run(program, '--chek');
    expect(output).toContain('--chek');
    expect(output).toContain('Usage: ');
    expect(output).not.toMatch(/^\s+at /m);
    expect(status).toBe(refused);
    expect(read()).toEqual(before);
  });
});
