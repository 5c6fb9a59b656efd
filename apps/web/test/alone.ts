/**
 * Tests that need a process of their own: in a context that shares one, `location` cannot be replaced, and the streams that a
 * page reads are not those of the process.
 */
export const aloneTests = [
  'test/albums/album-view.test.tsx',
  'test/live/live-pages.test.tsx',
  'test/session/identity-providers.test.tsx',
];
