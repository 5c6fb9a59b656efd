'use client';
import { Avatar as BaseAvatar } from '@base-ui/react/avatar';
import { cn } from './class-names.ts';

const tints = ['bg-pixel-sky', 'bg-pixel-sun', 'bg-pixel-ember', 'bg-pixel-bloom', 'bg-pixel-leaf'] as const;

/** One or two letters that stand for a name: “Ada Lovelace” → “AL”, “ada_l” → “A”. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s_.-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 && /\s/u.test(name) ? [words[0], words.at(-1)] : [words[0]];
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return letters
    .map((word) => [...segmenter.segment(word ?? '')][0]?.segment.toLocaleUpperCase() ?? '')
    .join('')
    .trim();
}

function tintOf(name: string): string {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return tints[sum % tints.length] ?? tints[0];
}

interface AvatarProps {
  /** Whose face it is; gives the initials and their colour while there is no picture. */
  name: string;
  src?: string | null | undefined;
  className?: string;
  /** Set when the name does not stand beside the picture. */
  label?: string;
}

/** A face in a box. The size is set by the class: it fills its font size's box otherwise (`size-10`, `size-28`, …). */
export function Avatar({ name, src, className, label }: AvatarProps) {
  return (
    <BaseAvatar.Root
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      className={cn('@container inline-grid size-10 shrink-0 overflow-hidden rounded-[28%] select-none', className)}
    >
      {src && (
        <BaseAvatar.Image src={src} alt="" decoding="async" className="col-start-1 row-start-1 size-full object-cover" />
      )}
      <BaseAvatar.Fallback
        delay={src ? 300 : 0}
        className={cn(
          'col-start-1 row-start-1 grid size-full place-items-center font-display text-[40cqi] leading-none font-bold text-on-pixel',
          tintOf(name),
        )}
      >
        {initialsOf(name)}
      </BaseAvatar.Fallback>
    </BaseAvatar.Root>
  );
}
