// @vitest-environment jsdom
import type { PublicImage } from '@pixelboxx/shared';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { previewImageOf } from '@/components/images/public/preview-image.ts';
import { NoPublicImages } from '@/features/profile/images/no-public-images.tsx';
import { PublicImages } from '@/features/profile/images/public-images.tsx';
import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { SessionProvider } from '@/lib/session/session-provider.tsx';
import { imageOf } from '../gallery/images.ts';
import { renderWithSession, respondFromApi, success, user } from '../support.tsx';

const router = vi.hoisted(() => ({ replace: vi.fn(), push: vi.fn(), refresh: vi.fn(), prefetch: vi.fn() }));
vi.mock('next/navigation', () => ({ useRouter: () => router, usePathname: () => '/u/ada' }));

afterEach(() => vi.unstubAllGlobals());

function publicImage(number: number, about: Partial<PublicImage> = {}): PublicImage {
  const { id, width, height, thumbhash, dominantColor, caption, altText, createdAt, variants } = imageOf(number);
  const shown = variants.map((variant) => ({ ...variant, url: `/files/public/${number}/${variant.name}.webp` }));
  return { id, width, height, thumbhash, dominantColor, caption, altText, createdAt, variants: shown, ...about };
}

const props = { username: 'ada', name: 'Ada' };
const page = (items: PublicImage[], nextCursor: string | null = null) => ({ items, nextCursor });
const links = () => within(screen.getByRole('list', { name: 'Pictures by Ada' })).getAllByRole('link');

describe('the pictures on a user’s page', () => {
  it('are links to their files in the server-rendered HTML, with alternative texts', () => {
    const first = page([publicImage(2, { altText: 'A wet beach', caption: 'Low tide' }), publicImage(1)]);
    const html = renderToString(
      <SessionProvider initial={{ status: 'signed-out' }}>
        <PublicImages {...props} first={first} />
      </SessionProvider>,
    );
    expect(html).toContain('href="/files/public/2/1600.webp"');
    expect(html).toContain('alt="A wet beach"');
    expect(html).toContain('alt="Picture of November 1, 2026"');
  });

  it('open in the viewer by keyboard, with their caption and no controls for changes', async () => {
    respondFromApi({});
    renderWithSession(
      <PublicImages {...props} first={page([publicImage(2, { caption: 'Low tide' }), publicImage(1)])} />,
    );
    links()[0]!.focus();
    await userEvent.keyboard('{Enter}');
    const viewer = await screen.findByRole('dialog', { name: 'Picture viewer' });
    expect(viewer.textContent).toContain('Low tide');
    expect(within(viewer).queryByRole('button', { name: /Delete|Options/ })).toBeNull();
    await userEvent.keyboard('{ArrowRight}');
    await waitFor(() => expect(viewer.textContent).toContain('2 /of 2'));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(links()[1]));
  });

  it('are loaded page by page, each picture once', async () => {
    const calls = respondFromApi({
      'GET /v1/users/ada/images': () => success(page([publicImage(2), publicImage(1)])),
    });
    renderWithSession(<PublicImages {...props} first={page([publicImage(3), publicImage(2)], 'c')} />);
    await userEvent.click(screen.getByRole('button', { name: 'Show more pictures' }));
    await waitFor(() => expect(links()).toHaveLength(3));
    expect(calls[0]?.call).toContain('cursor=c');
    expect(screen.queryByRole('button', { name: 'Show more pictures' })).toBeNull();
  });

  it('leave no empty space if there are none', () => {
    const { container } = renderWithSession(<PublicImages {...props} first={page([])} />);
    expect(container.textContent).toBe('');
  });

  it('show only their owner that there are none, with a link to the gallery', () => {
    const { container } = renderWithSession(<NoPublicImages profileId="somebody else" />, {
      status: 'signed-in',
      user,
    });
    expect(container.textContent).toBe('');
    renderWithSession(<NoPublicImages profileId={user.id} />, { status: 'signed-in', user });
    expect(screen.getByRole('link', { name: 'Choose in your gallery' }).getAttribute('href')).toBe('/gallery');
  });
});

describe('the link preview of a user’s page', () => {
  const avatarUrl = '/files/public/a/256.webp';

  it('shows their newest picture in a size that cards take, else their avatar, else none', () => {
    const t = spokenTexts('pages');
    const image = publicImage(2, { altText: 'A wet beach' });
    expect(previewImageOf({ username: 'ada', avatarUrl }, image, t)).toEqual({
      ...{ url: '/files/public/2/320.webp', width: 320, height: 240, alt: 'A wet beach' },
    });
    expect(previewImageOf({ username: 'ada', avatarUrl }, undefined, t)).toMatchObject({
      url: '/files/public/a/512.webp',
      alt: 'Avatar of @ada',
    });
    expect(previewImageOf({ username: 'ada', avatarUrl: null }, undefined, t)).toBeNull();
  });
});
