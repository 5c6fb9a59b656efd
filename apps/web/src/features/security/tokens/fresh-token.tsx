'use client';
import type { NewPersonalToken } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { useEffect, useRef } from 'react';
import { CopyButton } from '@/components/feedback/copy-button.tsx';

interface FreshTokenProps {
  token: NewPersonalToken;
  /** Takes it away when it is done. */
  onSaved: () => void;
}

/** Shown once, since only its digest is stored. */
export function FreshToken({ token: { name, token }, onSaved }: FreshTokenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby="fresh-token" className="flex animate-appear flex-col gap-4">
      <div>
        <h3 id="fresh-token" ref={heading} tabIndex={-1} className="font-semibold break-words outline-none">
          {`Save “${name}” now`}
        </h3>
        <p className="mt-1 text-ink-soft">
          Who has it can do what it is allowed, so keep it like a password. We cannot show it again.
        </p>
      </div>
      <code className="rounded-xl bg-sunken p-4 text-[0.9375rem] break-all">{token}</code>
      <div className="flex flex-wrap gap-3">
        <CopyButton text={token} label="Copy" />
        <Button size="small" onClick={onSaved}>
          I have saved it
        </Button>
      </div>
    </section>
  );
}
