import { runLoad } from './load.ts';
import { loginBody, register, type Stage } from '../stage.ts';

export interface Flood {
  /** 99th percentile of `GET /v1/auth/me` at a steady 100 requests a second. */
  readonly idleP99Ms: number;
  readonly floodP99Ms: number;
  readonly loginsPerSecond: number;
  readonly shed: number;
  /** 99th percentile of the time in which an excess login was refused. */
  readonly shedP99Ms: number;
}

/** A login storm of about five times what hashing can do, on many accounts, while others use the site. */
export async function runFlood(stage: Stage, seconds: number): Promise<Flood> {
  const { server, url } = await stage.startApi();
  try {
    const visitors = await register(url, 10);
    const users = await register(url, 100);
    const use = () =>
      runLoad({
        url: `${url}/v1/auth/me`,
        method: 'GET',
        headers: visitors.map(({ cookies }) => ({ cookie: cookies })),
        connections: 10,
        rate: 100,
        seconds,
      });
    const idle = await use();
    const [storm, during] = await Promise.all([
      runLoad({
        url: `${url}/v1/auth/login`,
        method: 'POST',
        headers: [{ 'content-type': 'application/json' }],
        bodies: users.map(loginBody),
        connections: 300,
        rate: 900,
        seconds,
      }),
      use(),
    ]);
    return {
      idleP99Ms: idle.p99Ms,
      floodP99Ms: during.p99Ms,
      loginsPerSecond: storm.requestsPerSecond,
      shed: storm.refused['503'] ?? 0,
      shedP99Ms: storm.refusedP99Ms,
    };
  } finally {
    await server.stop();
  }
}
