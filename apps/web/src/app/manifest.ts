import type { MetadataRoute } from 'next';

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: 'Pixelboxx',
    short_name: 'Pixelboxx',
    description: 'A calm home for your pictures and the people in them.',
    start_url: '/home',
    display: 'standalone',
    background_color: '#f5faf8',
    theme_color: '#0b6a50',
    icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' }],
  };
}
