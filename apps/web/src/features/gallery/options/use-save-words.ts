import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import type { Upload } from '@pixelboxx/shared';
import { useRef } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { UserFacingError } from '@/lib/errors/user-facing-error.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

type Words = Pick<Upload, 'caption' | 'altText'>;

/**
 * Saves texts only if they replace those that the user saw when entering them. A change of the image that only the screening
 * made meanwhile is no conflict.
 */
export function useSaveWords(upload: Upload, onSaved: (upload: Upload) => void): (words: Words) => Promise<void> {
  const { client } = useSession();
  /** The image as it was when the user began, or was last shown it. */
  const known = useRef<Upload>(upload);
  const send = async (words: Words) => {
    const { id, version } = known.current;
    known.current = await client('upload.update', { params: { id }, body: words, ifMatch: version });
  };
  return async (words) => {
    try {
      await send(words);
    } catch (error) {
      if (!isApiError(error) || error.code !== 'VERSION_CONFLICT') throw error;
      const before = known.current;
      known.current = await client('upload.get', { params: { id: upload.id } });
      onSaved(known.current);
      if (!saysTheSame(known.current, before)) throw new UserFacingError(spokenTexts('gallery')('changedElsewhere'));
      await send(words);
    }
    onSaved(known.current);
  };
}

function saysTheSame(left: Words, right: Words): boolean {
  return left.caption === right.caption && left.altText === right.altText;
}
