import { Alert, Button } from '@pixelboxx/ui';

interface UnframedImageProps {
  file: File;
  sending: boolean;
  onUse: (file: File) => void;
  onCancel: () => void;
}

/** An image that was chosen and cannot be shown before it is uploaded. */
export function UnframedImage({ file, sending, onUse, onCancel }: UnframedImageProps) {
  return (
    <>
      <Alert tone="warning" title={`${file.name} is a HEIC picture, which this browser cannot show.`}>
        We convert it for you. It cannot be framed here: the middle of it is used.
      </Alert>
      <div className="flex flex-col gap-3 sm:flex-row">
        <Button loading={sending} onClick={() => onUse(file)}>
          Use this picture
        </Button>
        <Button variant="quiet" disabled={sending} onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </>
  );
}
