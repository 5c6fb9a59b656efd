import { useFormats } from '@/lib/format/use-formats.ts';
import type { Upload } from '@pixelboxx/shared';
import { useMarks } from '@/components/images/image-badges.tsx';

/** When the image was uploaded, how large it is, and who sees it. */
export function LightboxFacts({ upload }: { upload: Upload }) {
  const formats = useFormats();
  return (
    <div className="flex min-w-0 flex-col gap-1.5 text-sm text-ink-soft">
      {upload.caption && <p className="text-base whitespace-pre-line text-ink">{upload.caption}</p>}
      <p>
        <time dateTime={upload.createdAt}>
          {formats.date(upload.createdAt, { dateStyle: 'long', timeStyle: 'short' })}
        </time>
        <span className="whitespace-nowrap">{` · ${upload.width} × ${upload.height}`}</span>
      </p>
      <p className="flex flex-wrap gap-x-4 gap-y-1 font-semibold text-ink">
        {useMarks(upload).map(({ text, icon }) => (
          <span key={text} className="inline-flex items-center gap-1.5">
            {icon}
            <span>{text}</span>
          </span>
        ))}
      </p>
    </div>
  );
}
