import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Alert, Button } from '@pixelboxx/ui';

interface UnframedImageProps {
  file: File;
  sending: boolean;
  onUse: (file: File) => void;
  onCancel: () => void;
}

/** A chosen image that cannot be shown before it is uploaded. */
export function UnframedImage({ file, sending, onUse, onCancel }: UnframedImageProps) {
  const t = useTexts('profile');
  const tCommon = useTexts('common');
  return (
    <>
      <Alert tone="warning" title={t('heicTitle', { file: file.name })}>
        {t('heicText')}
      </Alert>
      <div className="flex flex-col gap-3 sm:flex-row">
        <Button loading={sending} onClick={() => onUse(file)}>
          {t('use')}
        </Button>
        <Button variant="quiet" disabled={sending} onClick={onCancel}>
          {tCommon('cancel')}
        </Button>
      </div>
    </>
  );
}
