import { LogoMark } from '@pixelboxx/ui';

/** Stands in for a page while it is being found out what to show. */
export function Splash() {
  return (
    <div role="status" className="grid min-h-[60dvh] place-items-center">
      <LogoMark className="size-14 motion-safe:animate-breathe" />
      <span className="sr-only">Loading…</span>
    </div>
  );
}
