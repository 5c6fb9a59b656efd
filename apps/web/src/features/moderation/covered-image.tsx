'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { ModerationUpload } from '@pixelboxx/shared';
import { cn } from '@pixelboxx/ui';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { placeholderOf } from '@/components/images/placeholder.ts';
import { sourcesOf } from '@/components/images/image-sources.ts';

/** Nobody should have to see an image that they came to assess: it stays blurred, and unloaded, until they ask for it. */
export function CoveredImage({ upload, ownerName }: { upload: ModerationUpload; ownerName: string }) {
  const t = useTexts('moderation');
  const [shown, setShown] = useState(false);
  const [broken, setBroken] = useState(false);
  const sources = sourcesOf(upload);
  const placeholder = placeholderOf(upload.thumbhash);
  return (
    <div className="flex flex-col gap-2">
      <button
        type="button"
        data-waiting
        aria-pressed={shown}
        aria-label={t('showOf', { name: ownerName })}
        onClick={() => setShown(!shown)}
        className="relative block aspect-4/3 w-full overflow-hidden rounded-xl bg-sunken bg-cover bg-center"
        style={{
          backgroundColor: upload.dominantColor,
          ...(placeholder && { backgroundImage: `url(${placeholder})` }),
        }}
      >
        {shown && sources && (
          <img
            {...sources}
            sizes="(min-width: 40rem) 240px, 320px"
            alt={t('byPixels', { name: ownerName, width: upload.width, height: upload.height })}
            onError={() => setBroken(true)}
            className="size-full bg-sunken object-contain"
          />
        )}
        <span
          className={cn(
            'absolute start-2 bottom-2 inline-flex items-center gap-1.5 rounded-lg bg-[oklch(0.15_0.02_195/0.78)] px-2.5 py-1 text-sm font-semibold text-[oklch(0.98_0.01_180)]',
          )}
        >
          {shown ? <EyeOff aria-hidden="true" className="size-4" /> : <Eye aria-hidden="true" className="size-4" />}
          <span>{shown ? t('cover') : t('show')}</span>
        </span>
      </button>
      {shown && (broken || !sources) && (
        <p role="alert" className="text-sm text-danger">
          {t('cannotShow')}
        </p>
      )}
    </div>
  );
}
