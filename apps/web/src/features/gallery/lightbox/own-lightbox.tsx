'use client';
import type { Upload } from '@pixelboxx/shared';
import { Lightbox, type LightboxProps } from '@/components/images/lightbox/lightbox.tsx';
import { isShownToAll } from '@/components/images/image-section.ts';
import { LightboxActions } from './lightbox-actions.tsx';
import { LightboxFacts } from './lightbox-facts.tsx';

interface OwnLightboxProps extends Omit<LightboxProps<Upload>, 'about' | 'isPublic'> {
  onDelete: (id: string) => void;
  onOptions: (id: string) => void;
}

/** The viewer of the user's own images. */
export default function OwnLightbox({ onDelete, onOptions, ...viewer }: OwnLightboxProps) {
  return (
    <Lightbox
      {...viewer}
      isPublic={isShownToAll}
      about={(upload) => (
        <>
          <LightboxFacts upload={upload} />
          <LightboxActions
            key={upload.id}
            upload={upload}
            onDelete={() => onDelete(upload.id)}
            onOptions={() => onOptions(upload.id)}
          />
        </>
      )}
    />
  );
}
