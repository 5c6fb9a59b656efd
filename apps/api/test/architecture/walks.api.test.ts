import { countedOf, executedFiles, filesAround, filesOfWalk, pollUntil } from '@pixelboxx/config/testing';
import { authEndpoints, healthEndpoints, liveEndpoints, userEndpoints } from '@pixelboxx/shared';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from '../support/clients/browser.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';
import { uploadImage } from '../support/uploads/uploading.ts';

const app = useApp();

/** What every request passes; what one of a user does, one that lasts, and every event. */
let ofAll: string[];
let ofLasting: string[];
let owner: TestUser;

beforeAll(async () => {
  owner = await register(app);
  // What follows from a request may come after its response, and later on a slow machine.
  ofAll = await filesAround({ prepare: () => app.browser(), act: (browser) => browser.call(healthEndpoints.live) });
  const prepare = () => owner.browser;
  const measured = [
    await filesAround({ prepare, act: (browser) => browser.call(authEndpoints.me) }),
    await filesAround({ prepare, act: openStream }),
    await filesAround({ prepare, act: announce }),
  ];
  ofLasting = measured.flat();
});

async function openStream(browser: Browser): Promise<void> {
  const leaving = new AbortController();
  const response = await browser.fetch(liveEndpoints.events.path, { signal: leaving.signal });
  expect(response.status).toBe(200);
  leaving.abort();
}

let names = 0;
/** Has something happen that others are told of, and waits until they were. */
async function announce(browser: Browser): Promise<void> {
  await browser.call(userEndpoints.updateMe, { body: { displayName: `Ada ${++names}` } });
  await pollUntil(
    'it was told',
    async () => (await app.prisma.outboxEvent.count({ where: { publishedAt: null } })) === 0,
  );
}

function signIn(browser: Browser): Promise<unknown> {
  const { email, password } = owner.credentials;
  return browser.call(authEndpoints.login, { body: { identifier: email, password } });
}

/** A browser in which somebody has signed in before, and out. */
function knownDevice(): Browser {
  const browser = owner.browser.clone();
  for (const name of browser.cookies.keys()) if (name !== 'pbx_device') browser.cookies.delete(name);
  return browser;
}

let colour = 0;
/** An image that nobody has uploaded yet. */
function newImage(): Promise<Buffer> {
  const background = { r: ++colour, g: 90, b: 160 };
  return sharp({ create: { width: 640, height: 480, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** A session that no replica has looked up yet. */
async function newSession(): Promise<Browser> {
  const browser = app.browser();
  await signIn(browser);
  return browser;
}

const walks = {
  me: () => executedFiles({ prepare: newSession, act: (browser) => browser.call(authEndpoints.me) }),
  login: () => executedFiles({ prepare: knownDevice, act: signIn }),
  image: () => executedFiles({ prepare: newImage, act: (bytes) => uploadImage(owner.browser, bytes) }),
};

describe.each(Object.entries(walks))('the walk %s in docs/walks.md', (name, measure) => {
  it('names exactly our files that the request runs, except leaf helpers', async () => {
    const executed = await measure();
    const listed = filesOfWalk(name);
    const passed = new Set(name === 'image' ? ofLasting : ofAll);
    expect.soft(listed.filter((path) => !executed.includes(path))).toEqual([]);
    expect.soft(countedOf(executed).filter((path) => !passed.has(path) && !listed.includes(path))).toEqual([]);
  });
});
