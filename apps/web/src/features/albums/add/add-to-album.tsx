'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Album } from '@pixelboxx/shared/features/albums';
import { Button, Dialog, Skeleton } from '@pixelboxx/ui';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import type { SelectionDialogProps } from '@/components/images/selection-action.ts';
import { TextLink } from '@/components/layout/page-link.tsx';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { usePages } from '@/components/pagination/use-pages.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { AlbumCover } from '../card/album-card.tsx';
import { AlbumForm } from '../own/album-form.tsx';

/** The contract's maximum for one request; not worth loading the contract for. */
const batchSize = 100;

/** Adds the images selected in the gallery to an existing album or to a new one. */
export default function AddToAlbum({ ids, onClose, onDone }: SelectionDialogProps) {
  const t = useTexts('albums');
  const { client } = useSession();
  const [filled, setFilled] = useState<Album | null>(null);
  const [isNew, setIsNew] = useState(false);
  const fill = async ({ id }: Album) => {
    let album: Album | null = null;
    for (let start = 0; start < ids.length; start += batchSize) {
      const uploadIds = ids.slice(start, start + batchSize);
      album = await client('album.addImages', { params: { id }, body: { uploadIds } });
    }
    setFilled(album);
  };
  if (filled) return <Done album={filled} count={ids.length} onDone={onDone} />;
  return (
    <Dialog open onOpenChange={onClose} title={t('addTo')} description={t('chosen', { count: ids.length })}>
      {isNew ? (
        <AlbumForm
          label={t('makeAndAdd')}
          onCancel={() => setIsNew(false)}
          onSubmit={async (body, idempotencyKey) => fill(await client('album.create', { body, idempotencyKey }))}
        />
      ) : (
        <ChooseAlbum onChoose={fill} onNew={() => setIsNew(true)} />
      )}
    </Dialog>
  );
}

interface ChooseAlbumProps {
  /** Errors that it throws are shown. */
  onChoose: (album: Album) => Promise<void>;
  onNew: () => void;
}

function ChooseAlbum({ onChoose, onNew }: ChooseAlbumProps) {
  const t = useTexts('albums');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { items, hasMore, more } = usePages((cursor) => client('album.list', { query: { cursor } }));
  const choose = useApiAction(onChoose);
  return (
    <div className="flex min-w-0 flex-col items-stretch gap-4">
      <FormAlert {...choose} />
      {!items && !more.failure && (
        <div role="status">
          <span className="sr-only">{t('loadingAll')}</span>
          <Skeleton className="h-14 w-full rounded-xl" />
        </div>
      )}
      {items?.length === 0 && <p className="text-ink-soft">{t('noneYet')}</p>}
      {items && items.length > 0 && (
        <ul aria-label={t('yours')} className="flex max-h-[40vh] flex-col gap-1 overflow-y-auto p-1">
          {items.map((album) => (
            <li key={album.id}>
              <button
                type="button"
                disabled={choose.running || choose.waitSeconds > 0}
                onClick={() => void choose.run(album)}
                className="flex w-full min-w-0 items-center gap-3 rounded-xl p-1.5 text-start hover:bg-sunken"
              >
                <AlbumCover cover={album.cover} className="size-12 shrink-0 rounded-lg" />
                <span className="flex min-w-0 flex-col">
                  <span className="truncate font-semibold">{album.title}</span>
                  <span className="text-sm text-ink-soft">{t('pictures', { count: album.imageCount })}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <MoreButton {...{ more, hasMore }} label={tCommon('showMore')} />
      <Button variant="secondary" disabled={choose.running} onClick={onNew}>
        {t('new')}
      </Button>
    </div>
  );
}

function Done({ album, count, onDone }: { album: Album; count: number; onDone: () => void }) {
  const t = useTexts('albums');
  return (
    <Dialog open onOpenChange={onDone} title={t('added')} description={t('addedText', { count, album: album.title })}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <TextLink href={`/albums/${album.id}`}>{t('openAlbum')}</TextLink>
        <Button onClick={onDone}>{t('backToPictures')}</Button>
      </div>
    </Dialog>
  );
}
