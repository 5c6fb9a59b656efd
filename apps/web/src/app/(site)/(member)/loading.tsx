import { Splash } from '@/components/layout/splash.tsx';

/** As high as the window: what stands below does not move when the page comes. */
export default function Loading() {
  return (
    <div className="min-h-dvh">
      <Splash />
    </div>
  );
}
