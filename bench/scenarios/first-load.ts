import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { register, type Stage } from '../stage.ts';

export interface FirstLoad {
  /** What React, Next.js and the loader of their modules take of each page, in bytes sent. */
  readonly frameworkBytes: number;
  readonly pages: readonly { readonly path: string; readonly bytes: number }[];
}

const paths = ['/', '/login', '/register', '/gallery'];
const manifestFile = join(import.meta.dirname, '../../apps/web/.next/build-manifest.json');
const Manifest = z.object({ rootMainFiles: z.array(z.string()) });

/** Sums up the scripts that the built web's pages name in their HTML, as sent to a browser that accepts Brotli. */
export async function measureFirstLoad(stage: Stage): Promise<FirstLoad> {
  const proxySecret = randomBytes(32).toString('base64url');
  const api = await stage.startApi(undefined, { PROXY_SECRET: proxySecret });
  const web = await stage.startWeb(api.url, proxySecret);
  try {
    const [visitor] = await register(api.url, 1);
    const pages: FirstLoad['pages'][number][] = [];
    for (const path of paths) {
      // Others see the page of visitors, or are sent away from it.
      const headers = path === '/gallery' ? { cookie: visitor?.cookies ?? '' } : undefined;
      pages.push({ path, bytes: await sumUp(web.url, await scriptsOf(`${web.url}${path}`, headers)) });
    }
    const { rootMainFiles } = Manifest.parse(JSON.parse(readFileSync(manifestFile, 'utf8')));
    const framework = rootMainFiles.map((file) => `/_next/${file}`);
    return { frameworkBytes: await sumUp(web.url, framework), pages };
  } finally {
    await Promise.all([web.server.stop(), api.server.stop()]);
  }
}

/** Paths of the scripts, without those for browsers that know no modules. */
async function scriptsOf(url: string, headers: Record<string, string> = {}): Promise<string[]> {
  const response = await fetch(url, { headers, redirect: 'manual' });
  if (response.status !== 200) throw new Error(`${url} said ${response.status}`);
  const tags = (await response.text()).match(/<script\b[^>]*>/g) ?? [];
  const sources = tags.filter((tag) => !/\bnomodule\b/i.test(tag)).map((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1]);
  return sources.filter((source) => source !== undefined);
}

async function sumUp(origin: string, scripts: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const script of new Set(scripts)) {
    const response = await fetch(new URL(script, origin), { headers: { 'accept-encoding': 'br' } });
    if (!response.ok) throw new Error(`${script} said ${response.status}`);
    // `fetch` decompresses the body, so its own length says nothing.
    const length = Number(response.headers.get('content-length'));
    if (!(length > 0)) throw new Error(`${script} does not say its length`);
    bytes += length;
    await response.arrayBuffer();
  }
  return bytes;
}
