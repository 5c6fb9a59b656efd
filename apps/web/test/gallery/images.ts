import type { Upload } from '@pixelboxx/shared';

/** An image as the API tells of it. */
export function imageOf(number: number, about: Partial<Upload> = {}): Upload {
  const id = `0197a2d0-0000-7000-8000-${String(number).padStart(12, '0')}`;
  return {
    id,
    kind: 'IMAGE',
    status: 'READY',
    visibility: 'PRIVATE',
    width: 1600,
    height: 1200,
    bytes: 123_456,
    thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
    dominantColor: '#336699',
    screening: 'APPROVED',
    variants: [320, 1600].map((width) => ({
      name: String(width),
      width,
      height: (width * 3) / 4,
      bytes: 1000,
      url: `/files/${number}/${width}.webp?v=1`,
    })),
    urlsExpireAt: null,
    caption: null,
    altText: null,
    version: 1,
    createdAt: '2026-11-01T00:00:00.000Z',
    ...about,
  };
}
