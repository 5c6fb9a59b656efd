import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';

const contentTypes: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Where a build keeps the files whose names depend on their content. */
export function staticRoot(webRoot: string): string {
  return path.join(webRoot, '.next/static');
}

/**
 * Serves the built scripts and stylesheets, compressed at build time, to clients that accept Brotli. The files are held in
 * memory (a few hundred kB) and looked up by exact address: no request can name another file. Returns whether it served the
 * request; Next handles the rest.
 */
export function createStaticAssets(root: string): (request: IncomingMessage, response: ServerResponse) => boolean {
  const assets = readCompressed(root);
  return (request, response) => {
    const asset = assets.get(request.url ?? '');
    const readable = request.method === 'GET' || request.method === 'HEAD';
    if (!asset || !readable || !/\bbr\b/.test(String(request.headers['accept-encoding']))) return false;
    response.writeHead(200, {
      'content-type': asset.type,
      'content-encoding': 'br',
      'content-length': asset.bytes.length,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    });
    response.end(request.method === 'HEAD' ? undefined : asset.bytes);
    return true;
  };
}

function readCompressed(root: string): Map<string, { type: string; bytes: Buffer }> {
  const assets = new Map<string, { type: string; bytes: Buffer }>();
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const type = contentTypes[path.extname(name.replace(/\.br$/, ''))];
    if (!name.endsWith('.br') || !type) continue;
    const address = `/_next/static/${name.slice(0, -3).split(path.sep).map(encodeURIComponent).join('/')}`;
    assets.set(address, { type, bytes: readFileSync(path.join(root, name)) });
  }
  return assets;
}
