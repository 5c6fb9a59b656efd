'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { TotpSetup as Setup } from '@pixelboxx/shared';
import { Button, Skeleton } from '@pixelboxx/ui';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { CodeForm } from '@/components/reauthentication/code-form.tsx';
import { CopyButton } from '@/components/feedback/copy-button.tsx';

// Drawn on this device: the secret is sent nowhere.
const QrCode = laterInBrowser(
  () => import('qrcode.react').then(({ QRCodeSVG }) => QRCodeSVG),
  <Skeleton className="size-48 rounded-xl" />,
);

interface TotpSetupProps {
  setup: Setup;
  onEnabled: (backupCodes: readonly string[]) => void;
  onCancel: () => void;
}

export function TotpSetup({ setup, onEnabled, onCancel }: TotpSetupProps) {
  const t = useTexts('security');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const enable = async (code: string) => {
    const { codes } = await guarded(() => client('mfa.confirmTotp', { body: { code } }));
    onEnabled(codes);
  };
  return (
    <ol className="flex list-decimal flex-col gap-6 ps-5 marker:font-semibold marker:text-ink-faint">
      <li className="ps-1">
        <p className="font-semibold">{t('scan')}</p>
        <div className="mt-3 inline-block rounded-xl bg-[#fff] p-2">
          <QrCode value={setup.uri} size={192} marginSize={1} title={t('qrCode')} />
        </div>
        <p className="mt-3 text-sm text-ink-faint">{t('cannotScan')}</p>
        <div className="mt-1.5 flex flex-wrap items-center gap-2">
          <code className="min-w-0 rounded-lg bg-sunken px-2.5 py-1.5 text-sm break-words">
            {inGroups(setup.secret)}
          </code>
          <CopyButton text={setup.secret} label={t('copyKey')} />
        </div>
      </li>
      <li className="ps-1">
        <p className="mb-3 font-semibold">{t('enterCode')}</p>
        <CodeForm kind="TOTP" submitLabel={t('turnOnCodes')} submit={enable}>
          <Button variant="quiet" block onClick={onCancel}>
            {tCommon('cancel')}
          </Button>
        </CodeForm>
      </li>
    </ol>
  );
}

/** Four characters at a time, as users type them. */
function inGroups(secret: string): string {
  return secret.replace(/.{4}(?=.)/g, '$& ');
}
