import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fakes, type Response } from './fakes.ts';

const images = Object.fromEntries(
  ['api', 'web', 'ai-service'].map((target) => [
    target,
    `registry.example/o/pixelboxx/${target}@sha256:${'0'.repeat(64)}`,
  ]),
);

let fakes: Fakes;
beforeEach(async () => {
  fakes = await Fakes.start();
});
afterEach(() => fakes.stop());

const manifests = () => `
apiVersion: v1
kind: Namespace
metadata: { name: pixelboxx-pr-12 }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: site-abc }
data: { WEB_ORIGIN: '${fakes.origin}' }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { delivery: roll-out } }
`;

function up(number: string, different: readonly Response[] = []) {
  const path = join(fakes.folder, 'images.json');
  writeFileSync(path, JSON.stringify(images));
  return fakes.run(
    'preview.ts',
    ['up', number, '--images', path, '--domain', 'preview.example', '--poll-seconds', '0.02'],
    [
      ...different,
      { to: 'kubectl kustomize', stdout: manifests() },
      {
        to: 'get job migrate',
        stdout: JSON.stringify({ status: { conditions: [{ type: 'Complete', status: 'True' }] } }),
      },
    ],
  );
}

describe('the preview of a pull request', () => {
  it('has its own namespace and address', async () => {
    expect((await up('12')).status).toBe(0);
    const { kustomization } = fakes.calls.find(({ line }) => line.startsWith('kubectl kustomize')) ?? {};
    expect(kustomization).toContain('namespace: pixelboxx-pr-12');
    expect(kustomization).toContain('WEB_ORIGIN=https://pr-12.preview.example');
    expect(kustomization).toContain('value: pr-12.preview.example');
    const elsewhere = fakes.called('--namespace').filter((line) => !line.includes('--namespace pixelboxx-pr-12 '));
    expect(elsewhere).toEqual([]);
  });

  it('gets its own secrets, before anything needs them', async () => {
    await up('12');
    const lines = fakes.calls.map(({ line }) => line);
    const created = lines.findIndex((line) => line.includes('create secret generic pixelboxx --from-file='));
    expect(created).toBeGreaterThan(0);
    expect(created).toBeLessThan(lines.findIndex((line) => line.includes('delivery=migrate')));
  });

  it('keeps them when it is rolled out again', async () => {
    await up('12', [{ to: 'get secret pixelboxx', stdout: 'secret/pixelboxx' }]);
    expect(fakes.called('create secret')).toEqual([]);
  });

  it('is deleted completely when the pull request is closed', async () => {
    const { status } = await fakes.run('preview.ts', ['down', '12'], []);
    expect(status).toBe(0);
    expect(fakes.calls.map(({ line }) => line)).toEqual([
      'kubectl delete namespace pixelboxx-pr-12 --ignore-not-found --wait=true --timeout=300s',
    ]);
  });

  it.each(['0', '12 --all', '../12', 'production', ''])('is refused for "%s", which is no number', async (number) => {
    for (const { status, text } of [await up(number), await fakes.run('preview.ts', ['down', number], [])]) {
      expect(status).toBe(1);
      expect(text).toContain('Usage:');
    }
    expect(fakes.calls).toEqual([]);
  });
});
