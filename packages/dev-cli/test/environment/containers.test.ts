import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/environment/settings.ts';
import { Containers } from '../../src/stack/containers.ts';
import { services } from '../../src/stack/services.ts';

let dataDir: string;
beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'containers-'))));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function processOf(name: string, engine?: string) {
  const settings = resolveSettings({ DATA_DIR: dataDir, ...(engine && { CONTAINER_ENGINE: engine }) });
  const service = services(settings, 'production').find((candidate) => candidate.name === name);
  if (!service) throw new Error(`no service ${name}`);
  const env = { PATH: '/usr/bin', NODE_OPTIONS: '--inspect', FILE_URL_SECRET: 'very secret', WEB_PORT: '3000' };
  return new Containers(settings, {}).service(service, env);
}

describe('a service in a container', () => {
  it('gets its settings by name, so that no secret is among the arguments', () => {
    const { args, env } = processOf('api');
    expect(args.join(' ')).toContain('--env FILE_URL_SECRET --env WEB_PORT');
    expect(args.join(' ')).not.toContain('very secret');
    expect(env['FILE_URL_SECRET']).toBe('very secret');
  });

  it('gets no settings specific to this machine', () => {
    expect(processOf('api').args).not.toContain('PATH');
    expect(processOf('api').args).not.toContain('NODE_OPTIONS');
  });

  it('can only write to its data, and has no privileges', () => {
    const { args, env } = processOf('api');
    expect(args).toEqual(expect.arrayContaining(['--read-only', '--cap-drop=all', 'no-new-privileges']));
    const shared = join(dataDir, 'shared');
    expect(env['DATA_DIR']).toBe(shared);
    expect(args).toContain(`${shared}:${shared}`);
    expect(statSync(shared).mode & 0o777).toBe(0o777);
    expect(statSync(dataDir).mode & 0o777, 'nobody else looks around beside it').toBe(0o711);
  });

  it('is started with the configured engine, with options before the command', () => {
    const { program, args } = processOf('web', 'podman --runtime runc');
    expect([program, ...args.slice(0, 3)]).toEqual(['podman', '--runtime', 'runc', 'run']);
    expect(args.at(-1)).toBe('pixelboxx/web');
    expect(processOf('web').program).toBe('docker');
  });
});
