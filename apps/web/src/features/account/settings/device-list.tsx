'use client';
import { formatDevice } from '@/lib/format/format-device.ts';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts, useWording } from '@/lib/texts/texts-provider.tsx';
import type { SessionInfo } from '@pixelboxx/shared';
import { Alert, Button, Card, Skeleton } from '@pixelboxx/ui';
import { Monitor, Smartphone } from 'lucide-react';
import { useRef, useState } from 'react';
import { SavedNote, type Saved } from '@/components/forms/saved-note.tsx';
import { useFocusNext } from '@/lib/focus/use-focus-next.ts';
import { SignOutOthers } from './sign-out-others.tsx';
import { useDevices } from './use-devices.ts';

export function DeviceList() {
  const t = useTexts('account');
  const tCommon = useTexts('common');
  const { devices, problem, reload, signOutOne, signOutOthers } = useDevices();
  const [ended, setEnded] = useState<Saved>(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const focusNext = useFocusNext();
  const end = async (work: Promise<void>) => {
    await work;
    setEnded((count) => count + 1);
    // After success, the pressed button is gone; after a failure, it still has the focus.
    focusNext(() => (document.activeElement === document.body ? heading.current : null));
  };
  const others = devices?.filter(({ current }) => !current) ?? [];
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex flex-col gap-1.5">
        <h2 ref={heading} tabIndex={-1} className="font-display text-xl font-bold outline-none">
          {t('devices')}
        </h2>
        <p className="text-ink-soft">{t('devicesText')}</p>
      </div>
      {problem && (
        <Alert tone="danger" title={problem}>
          <Button variant="secondary" size="small" className="mt-3" onClick={() => void reload()}>
            {tCommon('tryAgain')}
          </Button>
        </Alert>
      )}
      {!devices && !problem && <LoadingDevices />}
      {devices && (
        <ul className="flex flex-col divide-y divide-line">
          {devices.map((device) => (
            <Device key={device.id} device={device} onSignOut={() => end(signOutOne(device.id))} />
          ))}
        </ul>
      )}
      <SavedNote saved={problem ? 0 : ended}>{t('signedOutNow')}</SavedNote>
      {others.length > 1 && <SignOutOthers count={others.length} onConfirm={() => end(signOutOthers())} />}
    </Card>
  );
}

function Device({ device, onSignOut }: { device: SessionInfo; onSignOut: () => Promise<void> }) {
  const formats = useFormats();
  const wording = useWording();
  const t = useTexts('account');
  const tCommon = useTexts('common');
  const [ending, setEnding] = useState(false);
  const { name, handheld } = formatDevice(device.userAgent, wording);
  const isActive = device.current || device.presence === 'ACTIVE';
  const Icon = handheld ? Smartphone : Monitor;
  return (
    <li className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2.5 py-4 first:pt-0 last:pb-0 sm:grid-cols-[auto_1fr_auto_auto]">
      <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-sunken text-ink-soft">
        <Icon aria-hidden="true" className="size-5.5" />
      </span>
      <div className="min-w-0">
        <p className="font-semibold">{name}</p>
        <p className="text-sm break-words text-ink-faint">
          {(device.current ? t('thisDevice') : t('lastUsed', { when: formats.moment(device.lastUsedAt) })) +
            (device.ipAddress ? ` · ${device.ipAddress}` : '')}
        </p>
      </div>
      {isActive && (
        <span className="col-start-2 justify-self-start rounded-lg bg-brand-soft px-2.5 py-1 text-sm font-semibold text-brand sm:col-start-3">
          {t('activeNow')}
        </span>
      )}
      {!device.current && (
        <Button
          variant="secondary"
          size="small"
          className="col-start-2 justify-self-start sm:col-start-4"
          loading={ending}
          aria-label={t('signOutDevice', { device: name })}
          onClick={() => {
            setEnding(true);
            void onSignOut().finally(() => setEnding(false));
          }}
        >
          {tCommon('signOut')}
        </Button>
      )}
    </li>
  );
}

function LoadingDevices() {
  const t = useTexts('account');
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">{t('loadingDevices')}</span>
      <Skeleton className="h-11 w-full rounded-xl" />
      <Skeleton className="h-11 w-4/5 rounded-xl" />
    </div>
  );
}
