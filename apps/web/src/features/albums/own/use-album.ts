import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import type { Album, UpdateAlbumRequest } from '@pixelboxx/shared/features/albums';
import { useEffect, useState } from 'react';
import { useApiAction, type ApiAction } from '@/components/forms/use-api-action.ts';
import { isApiError } from '@/lib/api/api-failure.ts';
import { UserFacingError } from '@/lib/errors/user-facing-error.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface OwnAlbum {
  /** Null until it is loaded. */
  album: Album | null;
  load: ApiAction<[]>;
  /** Sets the album after a change on this page. */
  setAlbum: (album: Album) => void;
  /** Throws errors, which the form shows. */
  update: (body: UpdateAlbumRequest) => Promise<void>;
  remove: ApiAction<[]>;
}

/** One of the user's albums. @param onRemoved called once it is deleted */
export function useAlbum(id: string, onRemoved: () => void): OwnAlbum {
  const { client } = useSession();
  const params = { id };
  const [album, setAlbum] = useState<Album | null>(null);
  const load = useApiAction(async () => setAlbum(await client('album.get', { params })));
  const { run } = load;
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the album appears
  }, []);
  const update = async (body: UpdateAlbumRequest) => {
    try {
      setAlbum(await client('album.update', { params, body, ...(album && { ifMatch: album.version }) }));
    } catch (error) {
      if (!isApiError(error) || error.code !== 'VERSION_CONFLICT') throw error;
      setAlbum(await client('album.get', { params }));
      throw new UserFacingError(spokenTexts('albums')('changedElsewhere'));
    }
  };
  const remove = useApiAction(async () => {
    await client('album.remove', { params });
    onRemoved();
  });
  return { album, load, setAlbum, update, remove };
}
