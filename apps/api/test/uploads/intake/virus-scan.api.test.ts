import { healthEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eicar } from '../../support/network/eicar.ts';
import { type FakeClamd, startFakeClamd } from '../../support/network/fake-clamd.ts';
import { useApp, useLogs } from '../../support/use-app.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { failureOf } from '../../support/failures.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { photo } from '../../support/uploads/images.ts';
import { begun, offsetOf, quarantined, send } from '../../support/uploads/resuming.ts';
import { everythingStored, formOf, postAvatar } from '../../support/uploads/uploading.ts';

let clamd: FakeClamd;

beforeAll(async () => {
  clamd = await startFakeClamd();
});

afterAll(() => clamd.close());

const app = useApp(() => ({ CLAMAV_URL: `tcp://127.0.0.1:${clamd.port}`, LOG_LEVEL: 'info' }));
const logs = useLogs(app);
let user: TestUser;
let image: Buffer;
let infected: Buffer;

beforeAll(async () => {
  image = await photo().jpeg().toBuffer();
  infected = Buffer.concat([image, Buffer.from(eicar)]);
});

beforeEach(async () => {
  clamd.manner = 'well';
  user = await register(app);
});

type Send = (browser: Browser, bytes: Buffer) => Promise<Response>;

const inParts: Send = async (browser, bytes) => send(browser, await begun(browser, bytes.length), 0, bytes);

const ways: [name: string, send: Send][] = [
  ['an avatar', (browser, bytes) => postAvatar(browser, bytes)],
  ['an image', (browser, bytes) => browser.fetch(uploadEndpoints.image.path, { method: 'POST', body: formOf(bytes) })],
  ['an image in parts', inParts],
];

describe.each(ways)('with a virus scanner, %s', (_name, upload) => {
  it('is stored when it is clean', async () => {
    const before = clamd.scanned.length;
    const response = await upload(user.browser, image);
    expect(response.ok).toBe(true);
    expect(clamd.scanned.length).toBe(before + 1);
    expect(clamd.scanned.at(-1)?.equals(image)).toBe(true);
  });

  it('is refused when it is infected: nothing is stored, and the log names the malware', async () => {
    const stored = await everythingStored(app);
    const response = await upload(user.browser, infected);
    expect(response.status).toBe(422);
    expect((await failureOf(response)).code).toBe('MALWARE_DETECTED');
    expect(await everythingStored(app)).toEqual(stored);
    expect(quarantined(app)).toEqual([]);
    expect(logs.events('uploads.malware.detected').at(-1)).toMatchObject({ found: 'Eicar-Test-Signature' });
    expect(logs.text).not.toContain('STANDARD-ANTIVIRUS');
  });

  it('is scanned before anything else is examined', async () => {
    const response = await upload(user.browser, Buffer.from(eicar));
    expect((await failureOf(response)).code).toBe('MALWARE_DETECTED');
  });

  it.each(['garbage', 'dies before answering', 'error'] as const)(
    'gets SERVICE_UNAVAILABLE if the scanner gives no usable result (%s)',
    async (manner) => {
      clamd.manner = manner;
      const stored = await everythingStored(app);
      const response = await upload(user.browser, image);
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await failureOf(response)).code).toBe('SERVICE_UNAVAILABLE');
      expect(await everythingStored(app)).toEqual(stored);
    },
  );
});

describe('an unavailable virus scanner', () => {
  it('is reported by readiness, and uploads continue once it is back', async () => {
    const { port } = clamd;
    await clamd.close();
    const degraded = async () => (await app.browser().call(healthEndpoints.ready)).degraded;
    await expect.poll(degraded, { timeout: 10_000 }).toContain('virus-scanner');
    const url = await begun(user.browser, image.length);
    const refused = await send(user.browser, url, 0, image);
    expect((await failureOf(refused)).code).toBe('SERVICE_UNAVAILABLE');

    clamd = await startFakeClamd(port);
    await expect.poll(degraded, { timeout: 10_000 }).not.toContain('virus-scanner');
    // All but the last byte need not be sent again.
    expect(await offsetOf(user.browser, url)).toBe(image.length - 1);
    expect((await send(user.browser, url, image.length - 1, image.subarray(-1))).status).toBe(200);
  });
});
