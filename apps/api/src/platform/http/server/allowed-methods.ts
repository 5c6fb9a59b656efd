import type { FastifyInstance } from 'fastify';

interface KnownPath {
  pattern: RegExp;
  methods: Set<string>;
}

/** Remembers every route, to distinguish "no such path" (404) from "not with this method" (405, RFC 9110 15.5.6). */
export class AllowedMethods {
  private readonly paths = new Map<string, KnownPath>();

  /** Must be called before routes are registered. */
  watch(server: FastifyInstance): void {
    server.addHook('onRoute', ({ url, method }) => {
      // The catch-all of CORS responds at every path and says nothing about what exists.
      if (url === '*' || url === '/*') return;
      const known = this.paths.get(url) ?? { pattern: patternOf(url), methods: new Set() };
      this.paths.set(url, known);
      for (const name of [method].flat()) known.methods.add(name);
    });
  }

  /** Methods that the path supports, sorted; empty if there is no such path. */
  of(path: string): string[] {
    const methods = new Set<string>();
    for (const known of this.paths.values()) {
      if (known.pattern.test(path)) for (const method of known.methods) methods.add(method);
    }
    return [...methods].sort();
  }
}

function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) =>
      part.startsWith(':') ? '[^/]+' : part.endsWith('*') ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('/');
  return new RegExp(`^${source}$`);
}
