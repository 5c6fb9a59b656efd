import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fakes, type Response } from './fakes.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const images = {
  api: `registry.example/o/pixelboxx/api@${digest('a')}`,
  web: `registry.example/o/pixelboxx/web@${digest('b')}`,
  'ai-service': `registry.example/o/pixelboxx/ai-service@${digest('c')}`,
};
const manifests = (origin: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: pixelboxx }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: site-abc }
data: { WEB_ORIGIN: '${origin}' }
${['ai-service', 'api', 'web']
  .map(
    (name) => `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, labels: { delivery: roll-out } }`,
  )
  .join('\n')}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: nats }
`;
const job = (type: string) => JSON.stringify({ status: { conditions: [{ type, status: 'True' }] } });
const ratio = (value: string) => JSON.stringify({ status: 'success', data: { result: [{ value: [0, value] }] } });

let fakes: Fakes;
beforeEach(async () => {
  fakes = await Fakes.start();
});
afterEach(() => fakes.stop());

/** What a cluster says where all goes well and something ran before; what comes first counts. */
const usual = (): Response[] => [
  { to: 'kubectl kustomize', stdout: manifests(fakes.origin) },
  { to: 'get deployment ai-service', stdout: '4' },
  { to: 'get deployment api', stdout: '7' },
  { to: 'get deployment web', stdout: '9' },
  { to: 'get job migrate', stdout: JSON.stringify({ status: {} }), times: 1 },
  { to: 'get job migrate', stdout: job('Complete') },
  { to: 'get --raw', stdout: ratio('0.001') },
];

const signedBy = '^https://github.com/o/pixelboxx/.github/workflows/release.yml@refs/tags/v';

function deploy(different: readonly Response[] = [], args: readonly string[] = [], env?: Record<string, string>) {
  const path = join(fakes.folder, 'images.json');
  writeFileSync(path, JSON.stringify(images));
  const asked = [
    'production',
    'v1.2.3',
    '--images',
    path,
    '--signed-by',
    signedBy,
    '--prometheus',
    'monitoring/prometheus:9090',
  ];
  const brief = ['--watch-minutes', '0.005', '--poll-seconds', '0.02'];
  return fakes.run('deploy.ts', [...asked, ...brief, ...args], [...different, ...usual()], env);
}

/** One word for each call that changes something or looks whether it works. */
function story(): string[] {
  const chapters: [string, string][] = [
    ['cosign verify', 'verify'],
    ['--selector=delivery!=migrate,delivery!=roll-out', 'surroundings'],
    ['--selector=delivery=migrate', 'migrate'],
    ['--selector=delivery=roll-out', 'roll-out'],
    ['rollout status statefulset/nats', 'foundations'],
    ['rollout status deployment/', 'status'],
    ['npm run --silent smoke', 'smoke'],
    ['get --raw', 'watch'],
    ['rollout undo', 'undo'],
  ];
  const told = fakes.calls.flatMap(({ line }) =>
    chapters.filter(([text]) => line.includes(text)).map(([, word]) => word),
  );
  return told.filter((word, index) => word !== told[index - 1]);
}

const undone = [
  'deployment/ai-service --to-revision=4',
  'deployment/api --to-revision=7',
  'deployment/web --to-revision=9',
];

function expectRolledBack(text: string): void {
  expect(fakes.called('rollout undo').map((line) => line.replace(/.*undo /, ''))).toEqual(undone);
  expect(text).toContain('v1.2.3 does not work and was rolled back: the former release runs.');
}

describe('a release that works', () => {
  it('is verified, migrated, rolled out, checked and watched, in this order', async () => {
    const { status, text } = await deploy();
    expect(text).toContain(`✓ v1.2.3 runs at ${fakes.origin}.`);
    expect(status).toBe(0);
    expect(story()).toEqual([
      'verify',
      'surroundings',
      'foundations',
      'migrate',
      'roll-out',
      'status',
      'smoke',
      'watch',
    ]);
    expect(fakes.called('cosign verify')).toHaveLength(3);
    expect(fakes.called('rollout status deployment/')).toHaveLength(3);
    expect(fakes.called('smoke')).toEqual([`npm run --silent smoke -- ${fakes.origin}`]);
  });

  it('runs the images by their digests', async () => {
    await deploy();
    const { kustomization } = fakes.calls.find(({ line }) => line.startsWith('kubectl kustomize')) ?? {};
    for (const image of Object.values(images)) {
      const [name = '', hash = ''] = image.split('@');
      expect(kustomization).toMatch(new RegExp(`newName: ${name}\\s+digest: ${hash}`));
    }
    expect(fakes.calls.filter(({ line }) => line.includes('apply')).map(({ input }) => input)).toEqual(
      Array.from({ length: 3 }, () => manifests(fakes.origin)),
    );
  });

  it.each([
    ['smoke@pixelboxx.example', ' --mail smoke@pixelboxx.example'],
    ['', ''],
  ])('is checked with an account with the mailbox "%s"', async (mailbox, said) => {
    const { status } = await deploy([], ['--mail', mailbox]);
    expect(status).toBe(0);
    expect(fakes.called('smoke')).toEqual([`npm run --silent smoke -- ${fakes.origin}${said}`]);
  });

  it('is not rolled back for one bad reading', async () => {
    const { status } = await deploy([{ to: 'get --raw', stdout: ratio('0.5'), times: 1 }]);
    expect(status).toBe(0);
    expect(fakes.called('rollout undo')).toEqual([]);
  });

  it('is not rolled back if Prometheus sees it slightly later', async () => {
    const { status } = await deploy([
      { to: 'get --raw', stdout: '{"status":"success","data":{"result":[]}}', times: 6 },
    ]);
    expect(status).toBe(0);
    expect(fakes.called('get --raw').length).toBeGreaterThan(6);
  });

  it('is not rolled back for a lack of visitors', async () => {
    const { status } = await deploy([{ to: 'get --raw', stdout: ratio('NaN') }]);
    expect(status).toBe(0);
  });

  it('uses the cluster of KUBE_CONFIG, stored in a temporary file that only its owner can read', async () => {
    await deploy([], [], { KUBE_CONFIG: 'apiVersion: v1' });
    const applied = fakes.calls.filter(({ line }) => line.startsWith('kubectl apply'));
    expect(applied.map(({ config }) => config)).toEqual(Array.from({ length: 3 }, () => '600 apiVersion: v1'));
  });
});

describe('the migration of a deployment', () => {
  it('reports why it fails, and nothing is rolled out', async () => {
    const { status, text } = await deploy([
      { to: 'get job migrate', stdout: job('Failed') },
      { to: 'logs job/migrate', stdout: 'Migration 2026_add failed and was rolled back: no' },
    ]);
    expect(status).toBe(1);
    expect(text).toContain('Migration 2026_add failed and was rolled back: no');
    expect(text).toContain('Nothing of v1.2.3 was rolled out: the former release goes on.');
    expect(story()).toEqual(['verify', 'surroundings', 'foundations', 'migrate']);
  });

  it('is given up at a timeout, and nothing is rolled out', async () => {
    const running: Response = { to: 'get job migrate', stdout: JSON.stringify({ status: {} }) };
    const { status, text } = await deploy([running], ['--migration-seconds', '0.1']);
    expect(status).toBe(1);
    expect(text).toContain('The job migrate has not ended within 0.1 s');
    expect(story()).toEqual(['verify', 'surroundings', 'foundations', 'migrate']);
  });

  it('removes the job of a previous attempt first', async () => {
    await deploy();
    const lines = fakes.calls.map(({ line }) => line);
    const removed = lines.findIndex((line) => line.includes('delete job migrate --ignore-not-found'));
    expect(removed).toBeGreaterThan(0);
    expect(removed).toBeLessThan(lines.findIndex((line) => line.includes('delivery=migrate')));
  });
});

it('a deployment requires its services to be ready before migrating', async () => {
  const { status, text } = await deploy([{ to: 'status statefulset/nats', status: 1, stderr: 'timed out' }]);
  expect(status).toBe(1);
  expect(text).toContain('Nothing of v1.2.3 was rolled out: the former release goes on.');
  expect(story()).toEqual(['verify', 'surroundings', 'foundations']);
});

describe('a faulty deployment is rolled back', () => {
  it('when a roll-out does not complete in time', async () => {
    const { status, text } = await deploy([
      { to: 'status deployment/api', status: 1, stderr: 'timed out waiting for the condition', times: 1 },
    ]);
    expect(status).toBe(1);
    expect(text).toContain('timed out waiting for the condition');
    expectRolledBack(text);
    expect(fakes.called('smoke')).toEqual([]);
  });

  it('when the cluster refuses a part of it', async () => {
    const { status, text } = await deploy([{ to: 'delivery=roll-out', status: 1, stderr: 'forbidden: quota' }]);
    expect(status).toBe(1);
    expectRolledBack(text);
  });

  it('when the smoke test fails', async () => {
    const { status, text } = await deploy([{ to: 'smoke', status: 1, stdout: '✗ the page /login comes: 500' }]);
    expect(status).toBe(1);
    expect(text).toContain('✗ the page /login comes: 500');
    expectRolledBack(text);
    expect(fakes.called('get --raw')).toEqual([]);
  });

  it('when too many requests fail', async () => {
    const { status, text } = await deploy([{ to: 'get --raw', stdout: ratio('0.0313') }]);
    expect(status).toBe(1);
    expect(text).toContain('3.13 % of requests fail; 1.00 % may.');
    expectRolledBack(text);
  });

  it.each([
    ['is away', { status: 1, stderr: 'the server is currently unable to handle the request' }],
    ['says something else', { stdout: '<html>' }],
    ['does not see the installation', { stdout: JSON.stringify({ status: 'success', data: { result: [] } }) }],
  ])('when the failure rate is unknown, since Prometheus %s', async (_, response) => {
    const { status, text } = await deploy([{ to: 'get --raw', ...response }]);
    expect(status).toBe(1);
    expect(text).toContain('Nobody can tell how many requests fail');
    expectRolledBack(text);
  });

  it('except for a first release, which is left unchanged', async () => {
    const none = ['ai-service', 'api', 'web'].map((name) => ({ to: `get deployment ${name}`, stdout: '' }));
    const { status, text } = await deploy([...none, { to: 'smoke', status: 1 }]);
    expect(status).toBe(1);
    expect(text).toContain('nothing ran before it: it is left for you to look at');
    expect(fakes.called('rollout undo')).toEqual([]);
  });

  it('and if that fails, an error says what to do, and the others are still rolled back', async () => {
    const { status, text } = await deploy([
      { to: 'smoke', status: 1 },
      { to: 'undo deployment/api', status: 1, stderr: 'connection refused' },
    ]);
    expect(status).toBe(2);
    expect(text).toContain('DOES NOT WORK AND COULD NOT BE ROLLED BACK: THE INSTALLATION IS BETWEEN TWO RELEASES.');
    expect(text).toContain('  kubectl --namespace pixelboxx rollout undo deployment/api --to-revision=7');
    expect(text).not.toContain('the former release runs');
    expect(fakes.called('rollout undo')).toHaveLength(3);
  });
});

describe('a deployment is refused without any change', () => {
  it('with images that the workflow did not sign', async () => {
    const { status, text } = await deploy([{ to: 'cosign verify', status: 1, stderr: 'no matching signatures' }]);
    expect(status).toBe(1);
    expect(text).toContain('is not signed as it has to be. Nothing was touched.');
    expect(story()).toEqual(['verify']);
    expect(fakes.called('kubectl')).toEqual([]);
  });

  it.each([
    ['a signer that could be anybody', ['--signed-by', 'github.com']],
    ['a signature both wanted and not', ['--unsigned', '--unwatched']],
    ['a number that is none', ['--watch-minutes', 'ten']],
    ['a Prometheus that is no service', ['--prometheus', 'https://prometheus.example']],
  ])('with %s', async (_, args) => {
    const { status } = await deploy([], args);
    expect(status).toBe(1);
    expect(fakes.called('kubectl apply')).toEqual([]);
  });

  it.each([
    ['by tag', { ...images, api: 'registry.example/o/pixelboxx/api:v1' }],
    ['not all', { api: images.api }],
    ['none', null],
  ])('with a list of images that names them %s', async (_, listed) => {
    const path = join(fakes.folder, 'listed.json');
    writeFileSync(path, JSON.stringify(listed));
    const { status, text } = await deploy([], ['--images', path]);
    expect(status).toBe(1);
    expect(text).toContain('does not name the images of a release by digest');
    expect(fakes.calls).toEqual([]);
  });
});
