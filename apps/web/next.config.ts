import path from 'node:path';
import type { NextConfig } from 'next';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ['@pixelboxx/api-client', '@pixelboxx/shared', '@pixelboxx/telemetry', '@pixelboxx/ui'],
  turbopack: {
    root: path.join(import.meta.dirname, '../..'),
    // Replaces what next-intl's plugin does, which would have to be installed where pages are served.
    resolveAlias: {
      'next-intl/config': './src/i18n/request.ts',
      // The path by which the icons of lucide-react import their factory.
      '../createLucideIcon.mjs': './src/components/icons/create-icon.ts',
    },
  },
  // The typecheck task checks types, on the same sources, at the same time.
  typescript: { ignoreBuildErrors: true },
  // Kept pages are for browsers and crawlers alike: titles and previews are in the head for all.
  htmlLimitedBots: /.*/,
  // Avatars have fixed sizes and come from a cache that never expires: nothing is left to optimize.
  images: { unoptimized: true },
  experimental: {
    // The code that all pages share is one file, which is smaller than its parts and changes with the same releases.
    turbopackChunking: { minChunkSize: 2_000_000, maxMergeChunkSize: 20_000_000 },
  },
};

export default config;
