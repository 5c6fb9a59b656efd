'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { avatarUrlOfSize, pickerAccept } from '@pixelboxx/shared';
import { Alert, Avatar, Button, Skeleton, type Elements } from '@pixelboxx/ui';
import { ImagePlus } from 'lucide-react';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useEffect, useRef } from 'react';
import { nameOf } from '@/lib/format/name-of.ts';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { useAvatarUpload, type AvatarUpload } from './use-avatar-upload.ts';
import { UnframedImage } from './unframed-image.tsx';
import { useImageChoice } from './use-image-choice.ts';

const ImageCropper = laterInBrowser(
  () => import('./image-cropper.tsx').then(({ default: ImageCropper }) => ImageCropper),
  <Skeleton className="aspect-square w-full rounded-2xl" />,
);

interface AvatarEditorProps {
  /** Called when the new avatar is saved. */
  onSaved?: () => void;
  /** Other actions, shown while no image is being cropped. */
  actions?: Elements;
}

/** Choose an image, crop it, use it. */
export function AvatarEditor({ onSaved, actions }: AvatarEditorProps) {
  const t = useTexts('profile');
  const tCommon = useTexts('common');
  const picker = useRef<HTMLInputElement>(null);
  const choice = useImageChoice();
  const upload = useAvatarUpload(() => {
    choice.drop();
    onSaved?.();
  });
  const pick = () => picker.current?.click();
  const problem = choice.problem ?? upload.problem;
  const frame = useRef<HTMLDivElement>(null);
  const isChosen = choice.whole !== null || choice.url !== null;
  const wasChosen = useRef(false);
  useEffect(() => {
    // The pressed button is gone, and the focus with it: the element that replaced it takes it.
    if (isChosen && !wasChosen.current) frame.current?.focus();
    if (!isChosen && wasChosen.current) frame.current?.querySelector('button')?.focus();
    wasChosen.current = isChosen;
  }, [isChosen]);
  return (
    <div
      ref={frame}
      tabIndex={-1}
      role="group"
      aria-label={tCommon('yourPicture')}
      className="flex flex-col gap-5 outline-none"
    >
      <input
        ref={picker}
        type="file"
        accept={pickerAccept}
        aria-label={t('file')}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          upload.forget();
          void choice.choose(event.target.files?.[0]);
          // So that the user can choose the same file again after another one.
          event.target.value = '';
        }}
      />
      {problem && <Alert tone="danger" title={problem} />}
      {choice.whole ? (
        <UnframedImage
          file={choice.whole}
          sending={upload.sending}
          onUse={(file) => void upload.sendWhole(file)}
          onCancel={choice.drop}
        />
      ) : choice.url ? (
        <Framing url={choice.url} upload={upload} onAnother={pick} onCancel={choice.drop} />
      ) : (
        <CurrentAvatar onChoose={pick} actions={actions} />
      )}
    </div>
  );
}

interface FramingProps {
  url: string;
  upload: AvatarUpload;
  onAnother: () => void;
  onCancel: () => void;
}

function Framing({ url, upload, onAnother, onCancel }: FramingProps) {
  const t = useTexts('profile');
  const tCommon = useTexts('common');
  return (
    <>
      <ImageCropper key={url} url={url} onAreaChange={(area) => upload.frame(url, area)} />
      <div className="flex flex-col gap-3 sm:flex-row sm:flex-wrap">
        <Button loading={upload.sending} disabled={upload.framed !== url} onClick={() => void upload.send(url)}>
          {t('use')}
        </Button>
        <Button variant="secondary" disabled={upload.sending} onClick={onAnother}>
          {t('another')}
        </Button>
        <Button variant="quiet" disabled={upload.sending} onClick={onCancel}>
          {tCommon('cancel')}
        </Button>
      </div>
    </>
  );
}

function CurrentAvatar({ onChoose, actions }: { onChoose: () => void; actions: Elements | undefined }) {
  const t = useTexts('profile');
  const tCommon = useTexts('common');
  const user = useCurrentUser();
  return (
    <div className="flex flex-wrap items-center gap-5">
      <Avatar
        name={nameOf(user)}
        src={user.avatarUrl && avatarUrlOfSize(user.avatarUrl, 256)}
        label={user.avatarUrl ? tCommon('yourPicture') : t('initials')}
        className="size-28"
      />
      <div className="flex flex-col items-start gap-2">
        <Button variant={user.avatarUrl ? 'secondary' : 'primary'} onClick={onChoose}>
          <ImagePlus aria-hidden="true" className="size-5" />
          <span>{t('choose')}</span>
        </Button>
        {actions}
      </div>
      <p className="w-full text-sm text-ink-faint">{t('formats')}</p>
    </div>
  );
}
