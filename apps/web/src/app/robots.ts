import type { MetadataRoute } from 'next';

export default function robots(): MetadataRoute.Robots {
  return {
    rules: {
      userAgent: '*',
      allow: '/',
      disallow: ['/v1/', '/home', '/gallery', '/admin', '/settings', '/onboarding', '/dev/'],
    },
  };
}
