import { untilListening } from '@pixelboxx/config/testing';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program } from '../services/program.ts';

export interface Upstreams {
  readonly api: readonly number[];
  readonly web: readonly number[];
}

/** The ports of nginx: the one for browsers, and the one that the webs use as the api. */
export interface Fronts {
  readonly api: number;
  readonly web: number;
}

/** As docs/operations.md tells operators: during `SHUTDOWN_DRAIN_MS`, nginx stops using a replica that shuts down. */
export const drainMs = 3_000;

/**
 * nginx as in Debian. It makes no health checks: it notices that a replica is gone by a refused connection, and sends the
 * request to another one. It draws no conclusions from that (`max_fails=0`), since a replica that responds with 503 for a
 * moment is not gone. Its idle connections end before a draining replica does.
 */
export async function startNginx(folder: string, fronts: Fronts, upstreams: Upstreams): Promise<Program> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, fronts, upstreams));
  const program = Program.start({
    command: 'nginx',
    args: ['-c', file, '-p', folder, '-e', join(folder, 'error.log')],
  });
  await untilListening('nginx', fronts.web);
  return program;
}

function configuration(folder: string, fronts: Fronts, upstreams: Upstreams): string {
  const upstream = (name: keyof Upstreams) => `
  upstream ${name} {
    ${upstreams[name].map((port) => `server 127.0.0.1:${port} max_fails=0;`).join('\n    ')}
    keepalive 32;
    keepalive_timeout 1s;
  }
  server {
    listen 127.0.0.1:${fronts[name]};
    location / {
      proxy_pass http://${name};
      proxy_connect_timeout 2s;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_next_upstream error timeout http_503;
      proxy_next_upstream_tries 3;
      proxy_request_buffering on;
      client_max_body_size 20m;
    }
  }`;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${join(folder, name)};`,
  );
  return `daemon off;
${process.getuid?.() === 0 ? 'user root;\n' : ''}worker_processes 1;
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'error.log')} warn;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000;
${temporary.join('\n')}
${upstream('api')}
${upstream('web')}
}
`;
}
