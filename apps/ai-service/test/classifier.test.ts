import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { Classifier } from '../src/classifier.ts';
import { failureOf, post } from './support/responses.ts';
import { drawing } from './support/images.ts';
import { startService } from './support/service.ts';
import { until } from './support/until.ts';

const silent = pino({ level: 'silent' });
const frame = () => new Uint8Array(224 * 224 * 3).fill(128);
const unavailable = { code: 'SERVICE_UNAVAILABLE' };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function startClassifier(answerTimeoutMs?: number): Classifier {
  const classifier = new Classifier(silent, answerTimeoutMs);
  closing.push(() => classifier.close());
  return classifier;
}

describe('the thread of the model', () => {
  it('is not available before the model is loaded', async () => {
    const classifier = startClassifier();
    expect(classifier.ready).toBe(false);
    await expect(classifier.classify([frame()])).rejects.toMatchObject(unavailable);
  });

  it('is replaced when it hangs, and waiting requests fail', async () => {
    const classifier = startClassifier(1);
    await until(() => classifier.ready);
    await expect(classifier.classify([frame()])).rejects.toMatchObject(unavailable);
    expect(classifier.ready).toBe(false);
    await until(() => classifier.ready);
  });

  it('survives a frame it cannot read', async () => {
    const classifier = startClassifier();
    await until(() => classifier.ready);
    await expect(classifier.classify([new Uint8Array(3)])).rejects.toThrow();
    await expect(classifier.classify([frame()])).resolves.toHaveLength(1);
  });
});

describe('a service whose thread dies', () => {
  it('answers 503 to what was in the thread, then recovers', async () => {
    const service = await startService();
    closing.push(service.close);
    const bytes = new Uint8Array(await drawing().png().toBuffer());
    const responses: Promise<Response>[] = [];
    const dying = service.worker();
    const died = new Promise((resolve) => dying.once('exit', resolve));
    for (let count = 0; count < 6; count += 1) responses.push(post(service.url, bytes));
    expect((await responses[0])?.status).toBe(200);
    await dying.terminate();
    await died;

    const ready = await fetch(`${service.url}/v1/health/ready`);
    expect(await failureOf(ready)).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    expect((await fetch(`${service.url}/v1/health/live`)).status).toBe(200);
    const failures = (await Promise.all(responses)).filter((response) => !response.ok);
    expect(failures.length).toBeGreaterThan(0);
    for (const response of failures) {
      const failure = await failureOf(response);
      expect(failure).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
      expect(failure.headers.get('retry-after')).toMatch(/^\d+$/);
    }

    await until(async () => (await fetch(`${service.url}/v1/health/ready`)).ok);
    expect((await post(service.url, bytes)).status).toBe(200);
  });
});
