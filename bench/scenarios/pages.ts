import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { type Comparison, compare, type Rounds } from '../load/measure.ts';
import { register, type Stage, workDirectory } from '../stage.ts';

interface PageScenario {
  readonly name: string;
  readonly limit: string;
  readonly target: number;
  readonly path: (username: string) => string;
}

const limit = 'bare Node: the same bytes';

/** Pages for visitors without a session. For a profile, the web asks the API each time whether it has changed. */
export const pageScenarios: readonly PageScenario[] = [
  { name: 'page /', limit, target: 0.3, path: () => '/' },
  { name: 'page /login', limit, target: 0.3, path: () => '/login' },
  { name: 'page /register', limit, target: 0.3, path: () => '/register' },
  { name: 'page /u/[username]', limit, target: 0.05, path: (username) => `/u/${username}` },
];

const webCore = 0;
const loadCore = 1;

/** Measures the built web in front of the built api; the web and its counterpart run on a separate core. */
export async function runPageScenario(stage: Stage, scenario: PageScenario, rounds: Rounds): Promise<Comparison> {
  const proxySecret = randomBytes(32).toString('base64url');
  const api = await stage.startApi(undefined, { PROXY_SECRET: proxySecret });
  const web = await stage.startWeb(api.url, proxySecret, webCore);
  try {
    const [visitor] = await register(api.url, 1);
    const url = `${web.url}${scenario.path(visitor?.username ?? '')}`;
    const file = join(workDirectory, 'page.gz');
    writeFileSync(file, await compressed(url));
    const bare = await stage.startLimit('page.ts', webCore, { PAGE_FILE: file });
    try {
      const headers = [{ accept: 'text/html', 'accept-encoding': 'gzip' }];
      const job = (address: string) => () =>
        Promise.resolve({ url: address, method: 'GET' as const, headers, connections: 20 });
      return await compare(
        { server: bare.server, job: job(bare.url) },
        { server: web.server, job: job(url) },
        rounds,
        loadCore,
      );
    } finally {
      await bare.server.stop();
    }
  } finally {
    await Promise.all([web.server.stop(), api.server.stop()]);
  }
}

/** The body as sent over the network. */
function compressed(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { accept: 'text/html', 'accept-encoding': 'gzip' } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks));
        else reject(new Error(`${url} said ${response.statusCode}`));
      });
    }).on('error', reject);
  });
}
