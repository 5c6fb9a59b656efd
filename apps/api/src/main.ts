import { useCompileCache } from './compile-cache.ts';

// Only what is loaded after this is cached, so it comes before everything else.
useCompileCache();
await import('./serve.ts');
