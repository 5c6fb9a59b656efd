import { authEndpoints } from '@pixelboxx/shared';
import { expect, test } from '@playwright/test';
import { OpenStream } from '../../support/open-stream.ts';
import { StartedProduct } from '../../support/product/started-product.ts';
import { newCredentials } from '../../support/users.ts';

const users = 3;
/** What is promised of a stop, by the time that the product itself prints. */
const promisedSeconds = 2;
/** 50 of them, and no user has more than 20. */
const streamsPerUser = [17, 17, 16];

/** @returns the cookies of a new user's session */
async function registerAt(url: string): Promise<string> {
  const response = await fetch(new URL(authEndpoints.register.path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(newCredentials()),
  });
  expect(response.status, await response.text()).toBe(201);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}

async function openStreams(url: string): Promise<OpenStream[]> {
  const cookies = await Promise.all(Array.from({ length: users }, () => registerAt(url)));
  const opening = cookies.flatMap((cookie, user) =>
    Array.from({ length: streamsPerUser[user] ?? 0 }, () => OpenStream.open(url, cookie)),
  );
  return Promise.all(opening);
}

test('npm start with 50 open streams stops cleanly on Ctrl-C, without killing anything @desktop @started', async () => {
  // On a machine that does other things as well, all of it takes its time to start.
  test.slow();
  const product = await StartedProduct.start();
  try {
    await expect.poll(() => product.output, { timeout: 300_000 }).toContain('Pixelboxx is ready');
    const streams = await openStreams(product.url);
    expect(streams).toHaveLength(50);
    // Begun: each has told how long to wait before it is opened again, and where it is.
    const hasBegun = ({ received }: OpenStream) => /^retry: \d+\n\n.*\bid: [^\n]+\n\n/s.test(received);
    await expect.poll(() => streams.filter(hasBegun).length, { timeout: 30_000 }).toBe(50);
    expect(streams.filter(({ ending }) => ending !== undefined)).toEqual([]);

    product.interrupt();
    await expect.poll(() => product.exitCode, { timeout: 60_000 }).toBeDefined();
    expect(product.exitCode, product.output).toBe(0);
    await expect.poll(() => streams.map(({ ending }) => ending)).toEqual(streams.map(() => 'end'));
    for (const { received } of streams) expect(received.endsWith('\n\n'), received).toBe(true);

    // No deadline had to end anything, on any level.
    expect(product.output).not.toContain('was killed');
    expect(product.log('web')).toMatch(/"event":"stopped","inTime":true/);
    expect(product.log('api')).toMatch(/"event":"process.stopped","inTime":true/);
    const [sentence, seconds] = /Stopped in ([\d.]+) s/.exec(product.output) ?? [];
    process.stdout.write(`npm start with ${streams.length} open streams: ${sentence}\n`);
    expect(Number(seconds), product.output).toBeLessThan(promisedSeconds);
  } finally {
    product.remove();
  }
});
