'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { PublicImage } from '@pixelboxx/shared';
import { Lightbox, type LightboxProps } from '@/components/images/lightbox/lightbox.tsx';

interface PublicLightboxProps extends Pick<LightboxProps<PublicImage>, 'items' | 'id' | 'onShow' | 'onClose'> {
  name: string;
}

/** The viewer of a user's public images: the owner's text, and nothing to change. */
export default function PublicLightbox({ name, ...viewer }: PublicLightboxProps) {
  const t = useTexts('common');
  const formats = useFormats();
  return (
    <Lightbox
      {...viewer}
      onBroken={() => undefined}
      isPublic={() => true}
      about={({ caption, createdAt }) => (
        <div className="flex min-w-0 flex-col gap-1.5 text-sm text-ink-soft">
          {caption && <p className="text-base whitespace-pre-line text-ink">{caption}</p>}
          <p>
            <span>{`${t('byName', { name })} · `}</span>
            <time dateTime={createdAt}>{formats.date(createdAt, { dateStyle: 'long', timeZone: 'UTC' })}</time>
          </p>
        </div>
      )}
    />
  );
}
