import { useCompileCache } from '../compile-cache.ts';

// Only what is loaded after this is cached, so it comes before everything else.
useCompileCache();
await import('../serve.ts').catch((error: unknown) => {
  // By itself Node would show the line that failed, which in a bundle is a screenful.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
