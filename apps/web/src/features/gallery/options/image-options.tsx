'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Upload } from '@pixelboxx/shared';
import { Alert, Button, Dialog } from '@pixelboxx/ui';
import { CircleUserRound, Globe, Lock } from 'lucide-react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useState } from 'react';
import type { GalleryView } from '../state/use-gallery.ts';
import type { VisibilityChange } from '../state/use-visibility.ts';
import { WordsForm } from './words-form.tsx';

interface ImageOptionsProps {
  upload: Upload;
  visibility: VisibilityChange;
  change: GalleryView['change'];
  onClose: () => void;
}

/** The owner's settings of one image. */
export default function ImageOptions({ upload, visibility, change, onClose }: ImageOptionsProps) {
  const t = useTexts('gallery');
  return (
    <Dialog open onOpenChange={onClose} title={t('pictureOptions')}>
      <SeenBy upload={upload} visibility={visibility} />
      <AsAvatar upload={upload} />
      <hr className="border-line" />
      <WordsForm upload={upload} onSaved={(saved) => change({ type: 'refreshed', uploads: [saved] })} />
    </Dialog>
  );
}

function seenBy({ visibility, screening }: Upload) {
  if (screening === 'FLAGGED') return 'seenHeldBack';
  if (visibility === 'PRIVATE') return 'seenPrivate';
  return screening === 'PENDING' ? 'seenPending' : 'seenPublic';
}

function SeenBy({ upload, visibility }: Pick<ImageOptionsProps, 'upload' | 'visibility'>) {
  const t = useTexts('gallery');
  const isPublic = upload.visibility === 'PUBLIC';
  const Icon = isPublic ? Lock : Globe;
  return (
    <div className="flex flex-col items-start gap-3">
      <p role="status" className="text-[0.9375rem] text-ink-soft">
        {t(seenBy(upload))}
      </p>
      <Button
        variant="secondary"
        size="small"
        loading={visibility.progress !== null}
        onClick={() => void visibility.start([upload.id], isPublic ? 'private' : 'public')}
      >
        <Icon aria-hidden="true" className="size-4.5" />
        <span>{isPublic ? t('makePrivate') : t('makePublic')}</span>
      </Button>
      {visibility.failure && (
        <Alert tone="danger" title={t('notChanged')}>
          {visibility.failure.message}
        </Alert>
      )}
    </div>
  );
}

function AsAvatar({ upload }: { upload: Upload }) {
  const t = useTexts('gallery');
  const { client, updateUser } = useSession();
  const [said, setSaid] = useState<string | null>(null);
  const use = useApiAction(async () => {
    setSaid(null);
    const avatar = await client('upload.useAsAvatar', { params: { id: upload.id } });
    updateUser(await client('auth.me'));
    setSaid(avatar.urlsExpireAt === null ? t('avatarNow') : t('avatarSoon'));
  });
  if (upload.screening === 'FLAGGED') return null;
  return (
    <div className="flex flex-col items-start gap-2">
      <Button
        variant="secondary"
        size="small"
        loading={use.running}
        disabled={use.waitSeconds > 0}
        onClick={() => void use.run()}
      >
        <CircleUserRound aria-hidden="true" className="size-4.5" />
        <span>{t('useAsAvatar')}</span>
      </Button>
      <p role="status" className="text-sm text-ink-soft empty:hidden">
        {said}
      </p>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {use.failure}
      </p>
    </div>
  );
}
