'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Upload } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { Check, Download, Link2, SlidersHorizontal, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { largestOf } from '@/components/images/image-sources.ts';
import { saveFile } from './save-file.ts';

interface LightboxActionsProps {
  upload: Upload;
  onDelete: () => void;
  onOptions: () => void;
}

/** The actions on one image. */
export function LightboxActions({ upload, onDelete, onOptions }: LightboxActionsProps) {
  const t = useTexts('gallery');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const [copied, setCopied] = useState(false);
  const largest = largestOf(upload);
  const download = useApiAction(async () => {
    if (!largest) return;
    const { url } = await client('upload.url', { params: { id: upload.id }, query: { variant: largest.name } });
    saveFile(url, `pixelboxx-${upload.createdAt.slice(0, 10)}-${upload.id.slice(-6)}.webp`);
  });
  const lasting = upload.visibility === 'PUBLIC' && upload.urlsExpireAt === null ? largest?.url : null;
  const copy = async (url: string) => {
    try {
      await navigator.clipboard.writeText(new URL(url, window.location.href).href);
      setCopied(true);
    } catch {
      // Without the clipboard (insecure origins, policies), the image itself is opened: the user can copy its address there.
      window.open(url, '_blank', 'noopener');
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      {lasting && (
        <Button variant="secondary" size="small" onClick={() => void copy(lasting)}>
          {copied ? (
            <Check aria-hidden="true" className="size-4.5" />
          ) : (
            <Link2 aria-hidden="true" className="size-4.5" />
          )}
          <span aria-live="polite">{copied ? t('linkCopied') : t('copyLink')}</span>
        </Button>
      )}
      <Button variant="secondary" size="small" loading={download.running} onClick={() => void download.run()}>
        <Download aria-hidden="true" className="size-4.5" />
        <span>{tCommon('download')}</span>
      </Button>
      <Button variant="secondary" size="small" aria-haspopup="dialog" onClick={onOptions}>
        <SlidersHorizontal aria-hidden="true" className="size-4.5" />
        <span>{t('options')}</span>
      </Button>
      <Button variant="secondary" size="small" onClick={onDelete}>
        <Trash2 aria-hidden="true" className="size-4.5" />
        <span>{tCommon('delete')}</span>
      </Button>
      <p role="alert" className="w-full text-sm text-danger empty:hidden">
        {download.failure}
      </p>
    </div>
  );
}
