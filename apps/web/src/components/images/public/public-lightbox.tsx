'use client';
import type { PublicImage } from '@pixelboxx/shared';
import { Lightbox, type LightboxProps } from '@/components/images/lightbox/lightbox.tsx';

interface PublicLightboxProps extends Pick<LightboxProps<PublicImage>, 'items' | 'id' | 'onShow' | 'onClose'> {
  name: string;
}

const dateFormat = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });

/** The viewer of what somebody shows to all: what they say about it, and nothing to change. */
export default function PublicLightbox({ name, ...viewer }: PublicLightboxProps) {
  return (
    <Lightbox
      {...viewer}
      onBroken={() => undefined}
      about={({ caption, createdAt }) => (
        <div className="flex min-w-0 flex-col gap-1.5 text-sm text-ink-soft">
          {caption && <p className="text-base whitespace-pre-line text-ink">{caption}</p>}
          <p>
            <span>{`By ${name} · `}</span>
            <time dateTime={createdAt}>{dateFormat.format(new Date(createdAt))}</time>
          </p>
        </div>
      )}
    />
  );
}
