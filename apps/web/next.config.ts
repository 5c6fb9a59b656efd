import path from 'node:path';
import type { NextConfig } from 'next';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ['@pixelboxx/api-client', '@pixelboxx/shared', '@pixelboxx/telemetry', '@pixelboxx/ui'],
  turbopack: {
    root: path.join(import.meta.dirname, '../..'),
    // What its plugin does, which would have to be there where pages are served.
    resolveAlias: {
      'next-intl/config': './src/i18n/request.ts',
      // As the icons of lucide-react ask for what makes them.
      '../createLucideIcon.mjs': './src/components/icons/create-icon.ts',
    },
  },
  // Types are checked by the typecheck task, on the same sources, at the same time.
  typescript: { ignoreBuildErrors: true },
  // Kept pages are for browsers and for crawlers alike: titles and previews stand in their head for all.
  htmlLimitedBots: /.*/,
  // Avatars arrive in fixed sizes from a cache that never expires: nothing is left to optimise.
  images: { unoptimized: true },
  experimental: {
    // What all pages stand on comes as one file, which is smaller than its parts and changes with the same releases.
    turbopackChunking: { minChunkSize: 2_000_000, maxMergeChunkSize: 20_000_000 },
  },
};

export default config;
