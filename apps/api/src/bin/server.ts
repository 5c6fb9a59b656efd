import { keepTicksFast } from '@pixelboxx/node-kit/keep-ticks-fast';
import { useCompileCache } from '../compile-cache.ts';

keepTicksFast();
// Only modules loaded after this are cached, so it comes first.
useCompileCache();
await import('../serve.ts').catch((error: unknown) => {
  // By default Node prints the failing line, which in a bundle fills the screen.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
