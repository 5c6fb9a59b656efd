import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memorySettings } from '@pixelboxx/node-kit/memory-settings';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from '../../root.ts';

const dockerfile = readFileSync(join(root, 'docker/Dockerfile'), 'utf8');

/** What one of the images is started with. */
function startOf(service: string): { options: string[]; env: Record<string, string> } {
  const [, stage = ''] = new RegExp(`^FROM base AS ${service}$([^]*?)(?=^FROM |(?![^]))`, 'm').exec(dockerfile) ?? [];
  const [, command = '[]'] = /^CMD (.+)$/m.exec(stage) ?? [];
  const [, assignments = ''] = /^ENV (.+)$/m.exec(stage) ?? [];
  const env = assignments.split(' ').map((one): [string, string] => {
    const [name = '', value = ''] = one.split('=');
    return [name, value];
  });
  return { options: z.array(z.string()).parse(JSON.parse(command)), env: Object.fromEntries(env) };
}

const isOfMemory = (text: string) => /semi-space|old-space|heap|MALLOC/i.test(text);

const nothing = { nodeOptions: [], env: {} };
const expected = {
  api: memorySettings.api,
  web: nothing,
  'ai-service': { ...nothing, ...memorySettings['ai-service'] },
};

describe('the memory settings of a service', () => {
  it.each(Object.entries(expected))(
    'are the same in the image of %s as wherever else it is started',
    (service, { nodeOptions, env }) => {
      const start = startOf(service);
      expect(start.options[0]).toBe('node');
      expect(start.options.filter(isOfMemory)).toEqual(nodeOptions);
      expect(Object.fromEntries(Object.entries(start.env).filter(([name]) => isOfMemory(name)))).toEqual(env);
    },
  );

  it('are defined in one place of the sources', () => {
    const setting = String.raw`max-semi-space-size=[0-9]|MALLOC_[A-Z_]+['\"]?\]?[:=] *['\"]?[0-9]`;
    const found = execFileSync('git', ['grep', '--untracked', '-lE', '-e', setting, '--', '*.ts', '*.tsx', '*.mjs'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(found.trim().split('\n')).toEqual(['packages/node-kit/src/settings/memory-settings.ts']);
  });
});
