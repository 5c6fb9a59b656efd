import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'bench',
    root: import.meta.dirname,
    include: ['{costs,guard,load,scale}/**/*.test.ts'],
    maxWorkers,
  },
});
