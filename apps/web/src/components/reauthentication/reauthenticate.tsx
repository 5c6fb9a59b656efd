'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, type Elements } from '@pixelboxx/ui';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { CodeForm, type CodeKind } from './code-form.tsx';

interface ReauthenticateProps {
  /** The accepted methods, as the API names them; unknown ones are ignored. */
  methods: readonly string[];
  byCode: (code: string) => Promise<void>;
  byPasskey: () => Promise<void>;
  /** Asks for the password, if that is accepted. */
  passwordForm?: Elements;
  /** Other fields that are required with a code. */
  besideCode?: Elements;
  submitLabel: string;
  size?: 'medium' | 'large' | undefined;
}

const codeKinds: readonly CodeKind[] = ['TOTP', 'BACKUP_CODE'];

/** Offers every reauthentication method that the API accepts: one is open, the others are one click away. */
export function Reauthenticate({ methods, byCode, byPasskey, passwordForm, ...props }: ReauthenticateProps) {
  const { besideCode, submitLabel, size } = props;
  const t = useTexts('common');
  const kinds = codeKinds.filter((kind) => methods.includes(kind));
  const [kind, setKind] = useState<CodeKind | undefined>(kinds[0]);
  const passkey = useApiAction(byPasskey);
  const other = kinds.find((candidate) => candidate !== kind);
  const byPassword = methods.includes('PASSWORD') && passwordForm;
  return (
    <div className="flex flex-col gap-3">
      {kind && <CodeForm key={kind} {...{ kind, submitLabel, size }} before={besideCode} submit={byCode} />}
      {byPassword}
      {methods.includes('PASSKEY') && (
        <>
          <FormAlert {...passkey} />
          <Button
            block
            variant={kind || byPassword ? 'secondary' : 'primary'}
            size={size}
            loading={passkey.running}
            onClick={() => void passkey.run()}
          >
            <KeyRound aria-hidden="true" className="size-4.5" />
            <span>{t('usePasskey')}</span>
          </Button>
        </>
      )}
      {other && (
        <Button variant="quiet" block onClick={() => setKind(other)}>
          {other === 'BACKUP_CODE' ? t('useBackupCode') : t('useApp')}
        </Button>
      )}
    </div>
  );
}
