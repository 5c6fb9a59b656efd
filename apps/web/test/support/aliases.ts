/** How modules are found, by all tests of pages. */
export const aliases = {
  '@': new URL('../../src', import.meta.url).pathname,
  // What Next renders on a server is called here as it is: it says English.
  'next-intl/server': new URL('./server-texts.ts', import.meta.url).pathname,
};
