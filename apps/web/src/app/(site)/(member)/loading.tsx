import { Splash } from '@/components/layout/splash.tsx';

/** As high as the window: the content below does not move when the page loads. */
export default function Loading() {
  return (
    <div className="min-h-dvh">
      <Splash />
    </div>
  );
}
