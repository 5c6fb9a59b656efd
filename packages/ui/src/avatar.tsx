'use client';
import { useState } from 'react';
import { cn } from './class-names.ts';

const tints = ['bg-pixel-sky', 'bg-pixel-sun', 'bg-pixel-ember', 'bg-pixel-bloom', 'bg-pixel-leaf'] as const;

/** One or two characters that represent a name: “Ada Lovelace” → “AL”, “ada_l” → “A”. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s_.-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const isFullName = words.length > 1 && /\s/u.test(name.trim());
  const sources = isFullName ? [words[0], words.at(-1)] : [words[0] ?? name.trim()];
  return sources.map((source) => firstCharacterOf(source ?? '').toLocaleUpperCase()).join('');
}

/** The first grapheme cluster. Most names begin with two plain characters, for which no segmenter is needed. */
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
  /** The user's name; determines the initials and their color while there is no image. */
  name: string;
  src?: string | null | undefined;
  className: string;
  /** Set it if the name is not shown beside the image. */
  label?: string;
}

/**
 * An avatar in a box; its size is set by the class (`size-10`, `size-28`, …). The image is part of the page as the server
 * sends it. While there is none, or if it cannot be loaded, initials are shown.
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
          // An image that failed before hydration is recognized by its missing size.
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
