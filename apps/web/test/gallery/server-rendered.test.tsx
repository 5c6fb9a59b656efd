// @vitest-environment node
import { renderToString } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { Gallery } from '@/features/gallery/gallery.tsx';
import { SessionProvider } from '@/lib/session/session-provider.tsx';
import { user } from '../support.tsx';
import { imageOf } from './images.ts';

const router = { replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() };
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/gallery' }));

it('the gallery has its pictures in the server-rendered HTML, without a window', () => {
  const start = {
    page: { items: [imageOf(2), imageOf(1)], nextCursor: null },
    quota: { usedBytes: 1_000_000, maxBytes: 10_000_000, usedCount: 2, maxCount: 100 },
  };
  const html = renderToString(
    <SessionProvider initial={{ status: 'signed-in', user }}>
      <Gallery maxFileBytes={10_000_000} start={start} />
    </SessionProvider>,
  );
  for (const { id } of start.page.items) expect(html).toContain(`data-picture="${id}"`);
});
