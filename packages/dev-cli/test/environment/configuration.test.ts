import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readExample } from '../../src/environment/example-file.ts';
import { findExampleFaults } from '../../src/environment/example.ts';
import { root } from '../../src/environment/root.ts';
import { temporaryFolder } from '../support/processes.ts';

interface Compose {
  services: Record<string, Service>;
  volumes?: Record<string, unknown>;
}
interface Service {
  image?: string;
  ports?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  volumes?: string[];
  build?: { target: string };
  depends_on?: unknown;
}

const readCompose = (name: string) =>
  parse(readFileSync(join(root, 'docker', name), 'utf8'), { merge: true }) as Compose;
const example = readExample();
const exampleUrl = (name: string) => new URL(example.get(name) ?? '');

describe('.env.example', () => {
  it('names exactly the variables the services read, with values they accept', () => {
    expect(findExampleFaults()).toEqual([]);
  });

  it('is reported as faulty if a variable is missing, unknown, refused, or differs from its default', () => {
    const faulty = new Map(example).set('UNHEARD_OF', '1').set('API_PORT', 'abc').set('UPLOAD_MAX_FRAMES', '3');
    faulty.delete('REDIS_URL');
    const faults = findExampleFaults(faulty).join('\n');
    expect(faults).toContain('REDIS_URL is read by a service but missing in .env.example.');
    expect(faults).toContain('UNHEARD_OF stands in .env.example but no service reads it.');
    expect(faults).toContain('API_PORT in .env.example must be');
    expect(faults).toContain('UPLOAD_MAX_FRAMES is 3 in .env.example, and 200 without it.');
  });

  it('is reported as faulty if it contains a variable twice', () => {
    const path = join(temporaryFolder(), '.env.example');
    writeFileSync(path, 'TWICE=1\n# TWICE=2\n');
    expect(() => readExample(path)).toThrow('TWICE stands in .env.example twice.');
  });

  it('has no effect if it is copied unchanged', () => {
    const lines = readFileSync(join(root, '.env.example'), 'utf8').split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});

describe('docker/compose.dev.yml', () => {
  const { services, volumes = {} } = readCompose('compose.dev.yml');

  it.each([
    ['postgres', 'DATABASE_URL', '5432'],
    ['redis', 'REDIS_URL', '6379'],
    ['nats', 'NATS_URL', '4222'],
    ['s3', 'S3_ENDPOINT', '8333'],
    ['mail', 'SMTP_URL', '1025'],
  ])('opens %s at the address that .env.example gives in %s', (service, variable, containerPort) => {
    const { hostname, port } = exampleUrl(variable);
    expect(hostname).toBe('localhost');
    expect(services[service]?.ports).toContain(`127.0.0.1:${port}:${containerPort}`);
  });

  it('has the credentials of .env.example', () => {
    const database = exampleUrl('DATABASE_URL');
    expect(services['postgres']?.environment).toEqual({
      POSTGRES_USER: database.username,
      POSTGRES_PASSWORD: database.password,
      POSTGRES_DB: database.pathname.slice(1),
    });
    expect(services['s3']?.environment).toEqual({
      AWS_ACCESS_KEY_ID: example.get('S3_ACCESS_KEY_ID'),
      AWS_SECRET_ACCESS_KEY: example.get('S3_SECRET_ACCESS_KEY'),
      S3_BUCKET: example.get('S3_BUCKET'),
    });
  });

  it.each(Object.entries(services))(
    'pins the image, checks the health, keeps the data and binds locally for %s',
    (_, service) => {
      expect(service.image).toMatch(/:v?\d+\.\d+/);
      expect(service.healthcheck?.test[0]).toBe('CMD');
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
      const named = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
      expect(named.length).toBeGreaterThan(0);
      // Backups lie where an operator wants them, apart from what they are of.
      for (const name of named.filter((one) => one !== '${BACKUPS')) expect(volumes).toHaveProperty(name);
    },
  );
});

describe('docker/compose.yml', () => {
  const { services, volumes = {} } = readCompose('compose.yml');
  const dockerfile = readFileSync(join(root, 'docker', 'Dockerfile'), 'utf8');
  const built = Object.entries(services).filter(([, service]) => service.build);

  it('builds each image from a target of the Dockerfile that runs without rights and reports its health', () => {
    expect(built.map(([name]) => name).sort()).toEqual(['ai-service', 'api', 'migrate', 'web']);
    for (const [, { build }] of built) {
      const stage = dockerfile.split(/^(?=FROM )/m).find((text) => text.includes(` AS ${build?.target ?? ''}\n`));
      expect(stage).toMatch(/^USER node$/m);
      expect(stage).toMatch(/^HEALTHCHECK /m);
      // In this form node itself is the first process and receives the signals.
      expect(stage).toMatch(/^CMD \["node", /m);
    }
  });

  it('installs from the manifest of every workspace', () => {
    const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
    const folders = workspaces.flatMap((pattern) => globSync(pattern, { cwd: root }));
    for (const folder of folders) expect(dockerfile).toContain(`COPY ${folder}/package.json ${folder}/`);
  });

  it('exposes only the edge', () => {
    const open = Object.entries(services).filter(([, { ports = [] }]) => ports.length > 0);
    expect(open.map(([name]) => name)).toEqual(['edge']);
  });

  it('starts the api after the one-shot migration and gives each service only variables it reads', () => {
    expect(services['api']?.depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } });
    for (const name of ['api', 'web', 'ai-service', 'migrate']) {
      for (const variable of Object.keys(services[name]?.environment ?? {}))
        expect([...example.keys()]).toContain(variable);
    }
  });

  it.each([
    ['api', 'API_METRICS_PORT'],
    ['web', 'WEB_METRICS_PORT'],
    ['ai-service', 'AI_METRICS_PORT'],
  ])('lets an operator enable %s, and loads nothing for it otherwise', (name, port) => {
    const environment = services[name]?.environment ?? {};
    for (const variable of [port, 'SENTRY_DSN', 'OTEL_EXPORTER_OTLP_ENDPOINT'])
      expect(environment[variable]).toBe(`\${${variable}:-}`);
  });

  it('lets an operator choose the api’s protection against attacks', () => {
    for (const name of ['ABUSE_PROOF', 'ABUSE_THRESHOLD', 'CLAMAV_URL', 'CDN_PURGE_URL', 'CLOUDFLARE_ZONE_ID'])
      expect(services['api']?.environment?.[name]).toBe(`\${${name}:-}`);
  });

  it('needs exactly the settings in docs/operations.md', () => {
    const compose = readFileSync(join(root, 'docker/compose.yml'), 'utf8');
    const needed = new Set([...compose.matchAll(/\$\{(\w+):\?\}/g)].map(([, name]) => name));
    const [, section = ''] = readFileSync(join(root, 'docs/operations.md'), 'utf8').split('### With Docker\n');
    const written = (section.split('\n## ')[0] ?? '').match(/\b(?:[A-Z]+_[A-Z_]+|DOMAIN)\b/g) ?? [];
    expect([...new Set(written)].sort()).toEqual([...needed].sort());
  });

  it('contains no secrets and has only named volumes', () => {
    const text = readFileSync(join(root, 'docker', 'compose.yml'), 'utf8');
    const secrets = [
      'POSTGRES_PASSWORD',
      'JWT_PRIVATE_KEY',
      'REFRESH_TOKEN_SECRET',
      'PROXY_SECRET',
      'AI_SERVICE_TOKEN',
    ];
    for (const name of secrets) expect(text).toContain(`\${${name}:?}`);
    expect(text).not.toContain('pixelboxx-development');
    const named = Object.values(services).flatMap((service) =>
      (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? ''),
    );
    // Backups lie where an operator wants them, apart from what they are of.
    for (const name of named.filter((one) => one !== '${BACKUPS')) expect(volumes).toHaveProperty(name);
  });
});

describe('the workflows', () => {
  it('pin third-party actions by commit, and have read-only permissions', () => {
    const folder = join(root, '.github', 'workflows');
    const files = readdirSync(folder);
    expect(files).toContain('ci.yml');
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      for (const [, action = ''] of text.matchAll(/uses: (\S+)/g)) expect(action).toMatch(/@[0-9a-f]{40}$/);
      expect(parse(text)).toMatchObject({ permissions: { contents: 'read' } });
    }
  });
});
