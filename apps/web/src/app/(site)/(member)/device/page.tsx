import type { Metadata } from 'next';
import { ApproveDevice } from '@/features/security/device/approve-device.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';

export const metadata: Metadata = { title: 'Connect a program' };

export default function DevicePage() {
  return (
    <div className="mx-auto flex max-w-xl flex-col gap-7 px-4 py-10 sm:px-6 sm:py-14">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">Connect a program</h1>
      <ReauthenticationProvider>
        <ApproveDevice />
      </ReauthenticationProvider>
    </div>
  );
}
