'use client';
import type { Upload } from '@pixelboxx/shared';
import { Alert, Button, Dialog } from '@pixelboxx/ui';
import { CircleUserRound, Globe, Lock } from 'lucide-react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useState } from 'react';
import type { GalleryView } from '../use-gallery.ts';
import type { VisibilityChange } from '../use-visibility.ts';
import { WordsForm } from './words-form.tsx';

interface ImageOptionsProps {
  upload: Upload;
  visibility: VisibilityChange;
  change: GalleryView['change'];
  onClose: () => void;
}

/** What the owner of one image can decide about it. */
export default function ImageOptions({ upload, visibility, change, onClose }: ImageOptionsProps) {
  return (
    <Dialog open onOpenChange={onClose} title="Picture options">
      <SeenBy upload={upload} visibility={visibility} />
      <AsAvatar upload={upload} />
      <hr className="border-line" />
      <WordsForm upload={upload} onSaved={(saved) => change({ type: 'refreshed', uploads: [saved] })} />
    </Dialog>
  );
}

function seenBy({ visibility, screening }: Upload): string {
  if (screening === 'FLAGGED') return 'Held back for review: only you see it until somebody has looked at it.';
  if (visibility === 'PRIVATE') return 'Only you see this picture.';
  if (screening === 'PENDING') return 'Being checked. Then everybody can see it on your page.';
  return 'Everybody can see this picture on your page.';
}

function SeenBy({ upload, visibility }: Pick<ImageOptionsProps, 'upload' | 'visibility'>) {
  const isPublic = upload.visibility === 'PUBLIC';
  const Icon = isPublic ? Lock : Globe;
  return (
    <div className="flex flex-col items-start gap-3">
      <p role="status" className="text-[0.9375rem] text-ink-soft">
        {seenBy(upload)}
      </p>
      <Button
        variant="secondary"
        size="small"
        loading={visibility.progress !== null}
        onClick={() => void visibility.start([upload.id], isPublic ? 'private' : 'public')}
      >
        <Icon aria-hidden="true" className="size-4.5" />
        <span>{isPublic ? 'Make private' : 'Make public'}</span>
      </Button>
      {visibility.failure && (
        <Alert tone="danger" title="Not changed">
          {visibility.failure.message}
        </Alert>
      )}
    </div>
  );
}

function AsAvatar({ upload }: { upload: Upload }) {
  const { client, updateUser } = useSession();
  const [said, setSaid] = useState<string | null>(null);
  const use = useApiAction(async () => {
    setSaid(null);
    const avatar = await client('upload.useAsAvatar', { params: { id: upload.id } });
    updateUser(await client('auth.me'));
    setSaid(
      avatar.urlsExpireAt === null
        ? 'This is your avatar now. Everybody sees it.'
        : 'This becomes your avatar once it has been checked.',
    );
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
        <span>Use as avatar</span>
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
