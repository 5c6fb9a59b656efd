'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { PublicImagePage } from '@pixelboxx/shared';
import { PublicImageList } from '@/components/images/public/public-image-list.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { publicPageSize } from './page-size.ts';

interface PublicImagesProps {
  username: string;
  /** The user's display name. */
  name: string;
  /** The page that came with the HTML. */
  first: PublicImagePage;
}

/** A user's public images, on their page. */
export function PublicImages({ username, name, first }: PublicImagesProps) {
  const t = useTexts('profile');
  const { client } = useSession();
  if (first.items.length === 0) return null;
  return (
    <section aria-labelledby="public-pictures" className="flex flex-col gap-4">
      <h2 id="public-pictures" className="font-display text-xl font-bold">
        {t('pictures')}
      </h2>
      <PublicImageList
        {...{ name, first }}
        label={t('picturesBy', { name })}
        fetchPage={(cursor) =>
          client('publicImage.list', { params: { username }, query: { limit: publicPageSize, cursor } })
        }
      />
    </section>
  );
}
