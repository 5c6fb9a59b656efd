'use client';
import type { TotpSetup as Setup } from '@pixelboxx/shared';
import { Button, Skeleton } from '@pixelboxx/ui';
import dynamic from 'next/dynamic';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { CodeForm } from '@/components/reauthentication/code-form.tsx';
import { CopyButton } from '@/components/feedback/copy-button.tsx';
import { retryImport } from '@/lib/loading/retry-import.ts';

// Drawn on this device: the secret goes to nobody else.
const QrCode = dynamic(() => retryImport(() => import('qrcode.react')).then(({ QRCodeSVG }) => QRCodeSVG), {
  ssr: false,
  loading: () => <Skeleton className="size-48 rounded-xl" />,
});

interface TotpSetupProps {
  setup: Setup;
  onEnabled: (backupCodes: readonly string[]) => void;
  onCancel: () => void;
}

export function TotpSetup({ setup, onEnabled, onCancel }: TotpSetupProps) {
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const enable = async (code: string) => {
    const { codes } = await guarded(() => client('mfa.confirmTotp', { body: { code } }));
    onEnabled(codes);
  };
  return (
    <ol className="flex list-decimal flex-col gap-6 pl-5 marker:font-semibold marker:text-ink-faint">
      <li className="pl-1">
        <p className="font-semibold">Scan this with your authenticator app</p>
        <div className="mt-3 inline-block rounded-xl bg-[#fff] p-2">
          <QrCode value={setup.uri} size={192} marginSize={1} title="QR code for your authenticator app" />
        </div>
        <p className="mt-3 text-sm text-ink-faint">Cannot scan? Enter this key there instead:</p>
        <div className="mt-1.5 flex flex-wrap items-center gap-2">
          <code className="min-w-0 rounded-lg bg-sunken px-2.5 py-1.5 text-sm break-words">
            {inGroups(setup.secret)}
          </code>
          <CopyButton text={setup.secret} label="Copy the key" />
        </div>
      </li>
      <li className="pl-1">
        <p className="mb-3 font-semibold">Enter the code it shows</p>
        <CodeForm kind="TOTP" submitLabel="Turn on codes" submit={enable}>
          <Button variant="quiet" block onClick={onCancel}>
            Cancel
          </Button>
        </CodeForm>
      </li>
    </ol>
  );
}

/** Four emails at a time, as users type them. */
function inGroups(secret: string): string {
  return secret.replace(/.{4}(?=.)/g, '$& ');
}
