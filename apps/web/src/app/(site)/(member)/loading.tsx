import { Splash } from '@/shell/splash.tsx';

export default function Loading() {
  return <Splash />;
}
