import { compileCache, findFreePort, pollUntil } from '@pixelboxx/config/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageRefused } from '../../src/platform/ai/ai-service-errors.ts';
import { AiService } from '../../src/platform/ai/ai-service.ts';
import { useApp } from '../support/use-app.ts';
import { register } from '../support/clients/users.ts';
import { cut, plain } from '../support/uploads/images.ts';
import { uploadImage } from '../support/uploads/uploading.ts';
import { newImage, screened, untilDegraded } from '../support/uploads/screened-app.ts';

/** The service itself, with its model, so that what tests say it answers is what it answers. */
const folder = join(import.meta.dirname, '../../../ai-service');
const token = 'spoken-by-both-ends-0123456789-0123456789';
let service: ChildProcess;
let url: string;

beforeAll(async () => {
  const port = await findFreePort();
  const settings = { AI_PORT: String(port), AI_SERVICE_TOKEN: token, LOG_LEVEL: 'silent' };
  const env = { ...settings, ...compileCache(), PATH: process.env['PATH'] };
  service = spawn(process.execPath, ['src/main.ts'], { cwd: folder, env, stdio: 'ignore' });
  url = `http://127.0.0.1:${port}`;
  await pollUntil(
    'the model is loaded',
    async () => (await fetch(`${url}/v1/health/ready`).catch(() => null))?.ok ?? false,
  );
});

afterAll(async () => {
  const ended = once(service, 'exit');
  service.kill();
  await ended;
});

const app = useApp(() => ({ AI_SERVICE_URL: url, AI_SERVICE_TOKEN: token }));

beforeAll(() => untilDegraded(app, false));

describe('beside the real ai-service', () => {
  it('an upload is approved with scores that are probabilities', async () => {
    const user = await register(app);
    const upload = await uploadImage(
      user.browser,
      await plain({ width: 640, height: 480 }, '#3366cc').jpeg().toBuffer(),
      'public',
    );
    await screened(user, upload, 'APPROVED');
    const { scores } = await app.prisma.upload.findUniqueOrThrow({ where: { id: upload.id } });
    const sum = Object.values(scores as Record<string, number>).reduce((total, score) => total + score, 0);
    expect(sum).toBeCloseTo(1, 3);
  });

  it('an unreadable picture is distinguished from a failing service', async () => {
    const ai = app.app.get(AiService);
    const { signal } = new AbortController();
    for (const broken of [cut(await newImage(), 0.3), Buffer.from('no picture')]) {
      const refusal = await ai.screen(broken, signal).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(ImageRefused);
      expect(refusal).toMatchObject({ reason: 'unreadable' });
    }
    expect(ai.isUp()).toBe(true);
  });
});
