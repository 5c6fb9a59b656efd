import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';

let app: RunningApp | undefined;

afterEach(() => app?.stop());

describe('stopping the api', () => {
  it('does not wait for idle connections', async () => {
    app = await startApp();
    const { port } = new URL(app.baseUrl);
    const silent = connect(Number(port), '127.0.0.1');
    const kept = connect(Number(port), '127.0.0.1');
    await Promise.all([once(silent, 'connect'), once(kept, 'connect')]);
    kept.write('GET /v1/health/live HTTP/1.1\r\nhost: api\r\n\r\n');
    await once(kept, 'data');

    const ended = Promise.all([once(silent, 'close'), once(kept, 'close')]);
    await app.app.close();
    await ended;
    // What would hold it is the connection timeout of more than a minute; the test's own limit is below that.
    expect(app.app.getHttpServer().listening).toBe(false);
  });
});
