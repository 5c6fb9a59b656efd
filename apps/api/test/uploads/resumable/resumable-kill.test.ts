import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../support/clients/browser.ts';
import { register } from '../../support/clients/users.ts';
import type { CrashingProcess } from '../../support/programs/crashing-process.ts';
import { photo } from '../../support/uploads/images.ts';
import { filesIn } from '../../support/uploads/uploading.ts';
import { begun, offsetOf, send, uploadIn } from '../../support/uploads/resuming.ts';
import { useCrashStage } from '../crash/crash-stage.ts';

const stage = useCrashStage();
let image: Buffer;
const processes: CrashingProcess[] = [];

beforeAll(async () => {
  image = await photo({ width: 700, height: 500 }).jpeg().toBuffer();
});

afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.kill()));
});

async function startProcess(): Promise<CrashingProcess> {
  const started = await stage.startProcess();
  processes.push(started);
  return started;
}

describe('an upload in parts whose process is killed by SIGKILL', () => {
  it.each([
    ['before the picture is begun', 'put 0'],
    ['with the picture half stored', 'put 2'],
    ['before the commit that makes it ready', 'before commit of upload.ready'],
    ['before the answer', 'after commit of upload.ready'],
  ])('continues in the next process and becomes one picture, killed %s', async (_when, moment) => {
    const first = await startProcess();
    const { browser, user } = await register({ browser: () => new Browser(first.url) });
    const url = await begun(browser, image.length);
    await send(browser, url, 0, image.subarray(0, 9_000));
    await first.dieAt(moment);
    await expect(send(browser, url, 9_000, image.subarray(9_000))).rejects.toThrow('fetch failed');
    expect(await first.ended).toBe('SIGKILL');
    // The lease of the dead process ends.
    await stage.records.prisma.resumableUpload.updateMany({ data: { lockedUntil: new Date(0) } });

    const second = await startProcess();
    const again = new Browser(second.url);
    for (const [name, value] of browser.cookies) again.cookies.set(name, value);
    const offset = await offsetOf(again, url);
    expect(offset).toBe(moment.startsWith('after') ? image.length : image.length - 1);
    const upload = await uploadIn(await send(again, url, offset, image.subarray(offset)));
    expect(upload).toMatchObject({ status: 'READY', width: 700, height: 500 });
    const ready = await stage.records.prisma.upload.findMany({ where: { userId: user.id, status: 'READY' } });
    expect(ready.map(({ id }) => id)).toEqual([upload.id]);
    expect(filesIn(join(stage.dataDir, 'quarantine'))).toEqual([]);
  });
});
