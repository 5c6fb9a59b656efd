import type { FastifyInstance } from 'fastify';

/** The api sends data, never pages: nothing in a response may load, run or be framed (OWASP ASVS 5.0: 3.4). */
const always = {
  // Responses are not cached by default: without this header, a CDN could keep content that a moderator has just taken down.
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  // The filter of old browsers introduced vulnerabilities.
  'x-xss-protection': '0',
};

const overHttps = { ...always, 'strict-transport-security': 'max-age=63072000; includeSubDomains' };

/** Headers of every response, and the request's id, which links responses and log lines. */
export function registerFixedHeaders(server: FastifyInstance, https: boolean): void {
  const fixed = https ? overHttps : always;
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers(fixed).header('x-request-id', request.id);
    done();
  });
}
