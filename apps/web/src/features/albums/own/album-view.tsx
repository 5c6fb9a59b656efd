'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Upload } from '@pixelboxx/shared';
import { Card, Skeleton } from '@pixelboxx/ui';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { TextLink } from '@/components/layout/page-link.tsx';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { useBroken } from '@/components/images/use-broken.ts';
import { useFreshness } from '@/components/images/use-freshness.ts';
import type { LiveUpdate } from '@/lib/live/live-update.ts';
import { useLiveUpdates } from '@/lib/live/live-provider.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { OpenedAlbumForm } from './opened-album-form.ts';
import { AlbumImages } from './album-images.tsx';
import { useAlbumImages } from './use-album-images.ts';
import { useAlbum } from './use-album.ts';

/** One of the user's own albums: its texts, its images, and all actions on them. */
export function AlbumView({ id }: { id: string }) {
  const tCommon = useTexts('common');
  const t = useTexts('albums');
  const router = useRouter();
  const isLeaving = useRef(false);
  const own = useAlbum(id, () => {
    isLeaving.current = true;
    router.push('/albums');
  });
  const contents = useAlbumImages(id, own.setAlbum);
  const { album, load } = own;
  const { images, more, hasMore, refresh } = contents;
  const onBroken = useBroken(refresh);
  useFreshness(images, refresh);
  useLiveUpdates((update) => {
    if (isLeaving.current || !isAbout(id, images, update)) return;
    void load.run();
    void refresh();
  });
  if (load.failureCode === 'NOT_FOUND') return <NoAlbum />;
  if (!album) {
    return load.failure ? <MoreButton more={load} hasMore label={tCommon('tryAgain')} /> : <AlbumSkeleton />;
  }
  const isEmpty = album.imageCount === 0 && images.length === 0;
  return (
    <>
      <header className="flex flex-col gap-2">
        <h1 className="font-display text-3xl font-bold break-words sm:text-4xl">{album.title}</h1>
        {album.description && <p className="break-words whitespace-pre-line text-ink-soft">{album.description}</p>}
        <p className="text-sm text-ink-soft">
          {`${t('pictures', { count: album.imageCount })} · ${album.visibility === 'PUBLIC' ? t('everybodySees') : tCommon('onlyYou')}`}
        </p>
        {album.visibility === 'PUBLIC' && <PublicLink id={id} />}
      </header>
      <Manage {...own} />
      {isEmpty && (
        <Card className="flex flex-col items-start gap-3">
          <p className="font-semibold">{t('nothingIn')}</p>
          <p className="text-ink-soft">{t('nothingInText')}</p>
          <TextLink href="/gallery">{t('toPictures')}</TextLink>
        </Card>
      )}
      <AlbumImages {...contents} onBroken={onBroken} />
      <MoreButton {...{ more, hasMore }} label={tCommon('showMorePictures')} />
    </>
  );
}

/** Whether an event, in another window or on another device, may have changed what this album shows. */
function isAbout(albumId: string, images: readonly Upload[], update: LiveUpdate): boolean {
  if (update.kind === 'gap') return true;
  const { type, data } = update.event;
  if (type === 'album.changed' || type === 'album.deleted') return data.albumId === albumId;
  if (type === 'upload.changed' || type === 'upload.deleted') return images.some(({ id }) => id === data.uploadId);
  return false;
}

function PublicLink({ id }: { id: string }) {
  const t = useTexts('albums');
  const { session } = useSession();
  if (session.status !== 'signed-in') return null;
  return (
    <p className="text-sm">
      <TextLink href={`/u/${session.user.username}/albums/${id}`}>{t('asEverybody')}</TextLink>
    </p>
  );
}

function Manage({ album, update, remove }: Pick<ReturnType<typeof useAlbum>, 'album' | 'update' | 'remove'>) {
  const t = useTexts('albums');
  const tCommon = useTexts('common');
  if (!album) return null;
  return (
    <div className="flex flex-wrap items-start gap-3">
      <div className="max-w-2xl has-[form]:w-full">
        <OpeningForm form={OpenedAlbumForm} label={t('edit')} savedText={tCommon('saved')}>
          {({ close, saved }) => (
            <Card>
              <OpenedAlbumForm
                takesFocus
                album={album}
                label={tCommon('save')}
                onCancel={close}
                onSubmit={async (body) => {
                  await update(body);
                  saved();
                }}
              />
            </Card>
          )}
        </OpeningForm>
      </div>
      <ConfirmButton
        label={t('delete')}
        title={t('deleteTitle')}
        text={t('deleteText')}
        confirmLabel={t('delete')}
        danger
        onConfirm={remove.run}
      />
      <FormAlert {...remove} />
    </div>
  );
}

function NoAlbum() {
  const t = useTexts('albums');
  return (
    <Card className="flex flex-col items-start gap-3">
      <h1 className="font-display text-2xl font-bold">{t('none')}</h1>
      <p className="text-ink-soft">{t('noneText')}</p>
      <TextLink href="/albums">{t('yours')}</TextLink>
    </Card>
  );
}

function AlbumSkeleton() {
  const t = useTexts('albums');
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">{t('loadingOne')}</span>
      <Skeleton className="h-10 w-1/2 rounded-xl" />
      <Skeleton className="h-48 w-full rounded-xl" />
    </div>
  );
}
