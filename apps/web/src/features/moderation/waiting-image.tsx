'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { avatarUrlOfSize, type ModerationUpload } from '@pixelboxx/shared';
import { Avatar, Badge, Button, Card } from '@pixelboxx/ui';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useOpening } from '@/components/loading/use-opening.ts';
import { Check, Trash2 } from 'lucide-react';
import { PageLink } from '@/components/layout/page-link.tsx';
import { useState } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { nameOf } from '@/lib/format/name-of.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { CoveredImage } from './covered-image.tsx';
import { ScreeningOpinion } from './screening-opinion.tsx';

const RemoveDialog = laterInBrowser(() => import('./remove-dialog.tsx').then(({ RemoveDialog }) => RemoveDialog));

interface WaitingImageProps {
  upload: ModerationUpload;
  /** Called with the outcome, in a short sentence. */
  onDecided: (outcome: string) => void;
}

/** One image: its owner, the screening's opinion, and the two possible decisions. */
export function WaitingImage({ upload, onDecided }: WaitingImageProps) {
  const formats = useFormats();
  const t = useTexts('moderation');
  const tCommon = useTexts('common');
  const { owner } = upload;
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [removing, setRemoving] = useState(false);
  const { opening, start } = useOpening(RemoveDialog, () => setRemoving(true));
  const approve = useApiAction(async () => {
    try {
      await guarded(() => client('moderation.approve', { params: { id: upload.id } }));
      onDecided(t('approved'));
    } catch (error) {
      if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
      onDecided(t('decidedElsewhere'));
    }
  });
  const name = nameOf(owner);
  return (
    <li>
      <Card className="grid gap-5 sm:grid-cols-[minmax(0,15rem)_minmax(0,1fr)]">
        <CoveredImage upload={upload} ownerName={name} />
        <div className="flex min-w-0 flex-col gap-4">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <PageLink
              href={`/admin/${owner.id}`}
              className="flex min-w-0 items-center gap-3 rounded-xl hover:underline"
            >
              <Avatar name={name} src={owner.avatarUrl && avatarUrlOfSize(owner.avatarUrl, 64)} className="size-9" />
              <span className="min-w-0">
                <span className="block truncate font-semibold">{name}</span>
                <span className="block truncate text-sm text-ink-faint">
                  {`@${owner.username} · ${formats.moment(upload.createdAt)}`}
                </span>
              </span>
            </PageLink>
            <Badge>{upload.visibility === 'PUBLIC' ? tCommon('public') : t('private')}</Badge>
          </div>
          <ScreeningOpinion scores={upload.scores} />
          <FormAlert {...approve} />
          <div className="mt-auto flex flex-wrap gap-3">
            <Button
              variant="secondary"
              size="small"
              loading={approve.running}
              aria-label={t('approveOf', { name })}
              onClick={() => void approve.run()}
            >
              <Check aria-hidden="true" className="size-4.5" />
              <span>{t('approve')}</span>
            </Button>
            <Button
              variant="danger"
              size="small"
              loading={opening}
              aria-label={t('removeOf', { name })}
              onClick={start}
            >
              <Trash2 aria-hidden="true" className="size-4.5" />
              <span>{t('removeButton')}</span>
            </Button>
          </div>
        </div>
      </Card>
      {removing && <RemoveDialog upload={upload} onClose={() => setRemoving(false)} onDecided={onDecided} />}
    </li>
  );
}
