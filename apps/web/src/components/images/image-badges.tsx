import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Upload } from '@pixelboxx/shared';
import { Eye, Globe, Hourglass, Lock } from 'lucide-react';
import type { ReactElement } from 'react';

interface Mark {
  text: string;
  icon: ReactElement;
  /** Shown as text, not by the symbol alone. */
  important: boolean;
}

/** What the owner should know about who sees an image. */
export function useMarks({ visibility, screening }: Pick<Upload, 'visibility' | 'screening'>): Mark[] {
  const t = useTexts('common');
  const marks: Mark[] = [
    visibility === 'PUBLIC'
      ? { text: t('public'), icon: <Globe aria-hidden="true" className="size-4" />, important: false }
      : { text: t('onlyYou'), icon: <Lock aria-hidden="true" className="size-4" />, important: false },
  ];
  if (screening === 'PENDING') {
    marks.push({ text: t('beingChecked'), icon: <Hourglass aria-hidden="true" className="size-4" />, important: true });
  }
  if (screening === 'FLAGGED') {
    marks.push({ text: t('heldBack'), icon: <Eye aria-hidden="true" className="size-4" />, important: true });
  }
  return marks;
}

/** Shown on the image itself, so it has a dark background of its own. */
export function ImageBadges({ upload }: { upload: Upload }) {
  return (
    <span className="pointer-events-none absolute inset-x-1.5 bottom-1.5 flex flex-wrap gap-1">
      {useMarks(upload).map(({ text, icon, important }) => (
        <span
          key={text}
          className="inline-flex min-h-6 items-center gap-1 rounded-lg bg-[oklch(0.15_0.02_195/0.78)] px-1.5 py-0.5 text-xs font-semibold text-[oklch(0.98_0.01_180)]"
        >
          {icon}
          <span className={important ? '@max-[10.5rem]:sr-only' : 'sr-only'}>{text}</span>
        </span>
      ))}
    </span>
  );
}
