import { liveEndpoints } from '@pixelboxx/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { Drain } from '../../src/platform/http/server/drain.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { follow } from '../support/clients/following.ts';
import { register } from '../support/clients/users.ts';

const { events } = liveEndpoints;

let app: RunningApp | undefined;
afterEach(() => app?.stop());

describe('a stopping process', () => {
  it('ends all streams immediately, without an error, and accepts no more', async () => {
    app = await startApp();
    const browsers = [];
    for (let count = 0; count < 3; count += 1) browsers.push((await register(app)).browser);
    const following = await Promise.all(
      browsers.flatMap((browser) => Array.from({ length: 17 }, () => follow(browser, events))),
    );
    app.app.get(Drain).begin();
    expect(new Set(await Promise.all(following.map((one) => one.ended())))).toEqual(new Set(['end']));
    const [browser = app.browser()] = browsers;
    const refused = await browser.fetch(events.path);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: 'SERVICE_UNAVAILABLE' } });
    expect(refused.headers.get('retry-after')).toBe('1');
  });

  it('is not delayed by streams that were not told to end', async () => {
    app = await startApp();
    const user = await register(app);
    const following = await Promise.all(Array.from({ length: 20 }, () => follow(user.browser, events)));
    const { stop } = app;
    app = undefined;
    // What would hold it is the connection timeout of more than a minute; the test's own limit is below that.
    await stop();
    expect(new Set(await Promise.all(following.map((one) => one.ended())))).toEqual(new Set(['end']));
  });
});
