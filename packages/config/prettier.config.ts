import { fileURLToPath } from 'node:url';
import type { Config } from 'prettier';

const stylesheet = fileURLToPath(new URL('../ui/src/styles.css', import.meta.url));

const config: Config = {
  printWidth: 120,
  singleQuote: true,
  trailingComma: 'all',
  overrides: [
    {
      files: ['apps/web/**/*.{ts,tsx}', 'packages/ui/**/*.{ts,tsx}'],
      options: {
        // Resolved here because only this workspace depends on the plugin.
        plugins: [fileURLToPath(import.meta.resolve('prettier-plugin-tailwindcss'))],
        tailwindStylesheet: stylesheet,
        tailwindFunctions: ['cn', 'cva', 'clsx'],
      },
    },
    // Prose keeps its line breaks.
    { files: '*.md', options: { proseWrap: 'preserve' } },
  ],
};

export default config;
