'use client';
import { useState } from 'react';
import { cn } from './class-names.ts';

const tints = ['bg-pixel-sky', 'bg-pixel-sun', 'bg-pixel-ember', 'bg-pixel-bloom', 'bg-pixel-leaf'] as const;

/** One or two characters that stand for a name: “Ada Lovelace” → “AL”, “ada_l” → “A”. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s_.-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const isFullName = words.length > 1 && /\s/u.test(name.trim());
  const sources = isFullName ? [words[0], words.at(-1)] : [words[0] ?? name.trim()];
  return sources.map((source) => firstCharacterOf(source ?? '').toLocaleUpperCase()).join('');
}

/** With all that is written as one character. Most names begin with two plain ones, for which nothing has to be looked up. */
function firstCharacterOf(word: string): string {
  if (/^[\x20-\x7e]([\x20-\x7e]|$)/.test(word)) return word.charAt(0);
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return [...segmenter.segment(word)][0]?.segment ?? '';
}

function tintOf(name: string): string {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return tints[sum % tints.length] ?? tints[0];
}

interface AvatarProps {
  /** Whose face it is; gives the initials and their colour while there is no image. */
  name: string;
  src?: string | null | undefined;
  className: string;
  /** Set when the name does not stand beside the image. */
  label?: string;
}

/**
 * A face in a box; its size is set by the class (`size-10`, `size-28`, …). The image is part of the page as the server
 * sends it. While there is none, or it cannot be loaded, initials stand in.
 */
export function Avatar({ name, src, className, label }: AvatarProps) {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <span
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      className={cn(
        '@container inline-grid shrink-0 overflow-hidden rounded-[28%] text-on-pixel select-none',
        tintOf(name),
        className,
      )}
    >
      {src && src !== failed ? (
        <img
          // An image that failed before this page could listen is found by its missing size.
          ref={(image) => {
            if (image?.complete && image.naturalWidth === 0) setFailed(src);
          }}
          src={src}
          alt=""
          decoding="async"
          onError={() => setFailed(src)}
          className="size-full object-cover"
        />
      ) : (
        <span className="grid size-full place-items-center font-display text-[40cqi] leading-none font-bold">
          {initialsOf(name)}
        </span>
      )}
    </span>
  );
}
