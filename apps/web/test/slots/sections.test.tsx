// @vitest-environment jsdom
import type { ImageSectionProps } from '@/components/images/image-section.ts';
import type { StaffPage } from '@/components/layout/navigation-entry.ts';
import { screen } from '@testing-library/react';
import { NotebookText } from 'lucide-react';
import { createElement } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { AdminTabs } from '@/features/admin/admin-tabs.tsx';
import AlbumLightbox from '@/features/albums/own/album-lightbox.tsx';
import PublicLightbox from '@/components/images/public/public-lightbox.tsx';
import { imageOf } from '../gallery/images.ts';
import { renderWithSession, user } from '../support.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({}), usePathname: () => '/admin' }));
vi.mock('@/generated/image-sections.ts', () => ({
  imageSections: [
    ({ image, isPublic }: ImageSectionProps) =>
      createElement('p', null, `Notes on ${image.id} for ${isPublic ? 'all' : 'its owner'}`),
  ],
}));
vi.mock('@/generated/feature-staff-pages.ts', () => {
  const page = (href: string, label: string, atLeast: StaffPage['atLeast']): StaffPage => ({
    ...{ href, label: () => label, tabLabel: () => label },
    ...{ Icon: NotebookText, atLeast },
  });
  return {
    featureStaffPages: [page('/admin/notes', 'All notes', 'MOD'), page('/admin/note-keys', 'Keys', 'ADMIN')],
  };
});

const nothing = () => undefined;
const viewer = <Image extends { readonly id: string }>(image: Image) => ({
  ...{ items: [image], id: image.id },
  ...{ onShow: nothing, onClose: nothing, onBroken: nothing },
});

describe('what a feature shows below images', () => {
  it('is there on public pages, where everybody sees the image', async () => {
    const own = imageOf(1);
    const variants = own.variants.map((variant) => ({ ...variant, url: `/files/public/1/${variant.name}.webp` }));
    const image = { ...own, variants };
    renderWithSession(<PublicLightbox {...viewer(image)} name="Ada" />);
    await screen.findByText(`Notes on ${image.id} for all`);
  });

  it.each([
    ['public, and approved', 'PUBLIC', 'APPROVED', 'all'],
    ['public, and not screened here', 'PUBLIC', 'SKIPPED', 'all'],
    ['public, but held back', 'PUBLIC', 'FLAGGED', 'its owner'],
    ['private', 'PRIVATE', 'APPROVED', 'its owner'],
  ] as const)('knows of an image that is %s who can see it', async (_, visibility, screening, whom) => {
    const image = { ...imageOf(1), visibility, screening };
    renderWithSession(<AlbumLightbox {...viewer(image)} />);
    await screen.findByText(`Notes on ${image.id} for ${whom}`);
  });
});

describe('a page for staff that a feature adds', () => {
  const tabs = () => screen.getAllByRole('link').map(({ textContent }) => textContent);

  it('is among the tabs of those who may see it', () => {
    renderWithSession(<AdminTabs />, { status: 'signed-in', user: { ...user, role: 'MOD' } });
    expect(tabs()).toContain('All notes');
    expect(tabs()).not.toContain('Keys');
  });

  it('comes after those of the foundation', () => {
    renderWithSession(<AdminTabs />, { status: 'signed-in', user: { ...user, role: 'ADMIN' } });
    expect(tabs().slice(-2)).toEqual(['All notes', 'Keys']);
  });
});
