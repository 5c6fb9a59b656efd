import { Splash } from '@/components/layout/splash.tsx';

export default function Loading() {
  return <Splash />;
}
