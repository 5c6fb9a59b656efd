import { defineConfig } from 'rolldown';

const ownCode = /^[./]|^@pixelboxx\//;

export default defineConfig({
  input: { main: 'src/main.ts', 'classifier.worker': 'src/classifier.worker.ts' },
  platform: 'node',
  external: (id, _importer, isResolved) => !isResolved && !ownCode.test(id),
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    sourcemap: true,
    cleanDir: true,
  },
});
