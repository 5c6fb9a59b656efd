import { defineConfig } from 'rolldown';

/**
 * Our own code and @pixelboxx/shared become one directory of plain JavaScript; packages stay in node_modules. The same compiler (oxc)
 * runs the tests, so decorators and their metadata mean the same in both.
 */
export default defineConfig({
  input: { main: 'src/main.ts', openapi: 'src/openapi.ts' },
  platform: 'node',
  tsconfig: 'tsconfig.json',
  // The compiler's own helpers are inlined, too: they are no dependency of ours.
  external: (id) => !/^(\.|\/|[A-Za-z]:|@pixelboxx\/|@oxc-project\/runtime)/.test(id),
  output: {
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  },
});
