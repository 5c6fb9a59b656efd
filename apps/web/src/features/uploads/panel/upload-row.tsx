'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, cn, ProgressBar } from '@pixelboxx/ui';
import { CircleAlert, CircleCheck, ImageIcon, RotateCw, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatUpload, progressOf } from '../items/format-upload.ts';
import { isRunning, type UploadItem } from '../items/upload-item.ts';

interface UploadRowProps {
  item: UploadItem;
  onRemove: (id: string) => void;
  onRetry: (id: string) => void;
}

export function UploadRow({ item, onRemove, onRetry }: UploadRowProps) {
  const formats = useFormats();
  const t = useTexts('uploads');
  const { id, fileName, state } = item;
  const failed = state.name === 'failed';
  return (
    <li className="grid grid-cols-[auto_1fr_auto] items-center gap-x-3 rounded-xl py-2">
      <Thumbnail file={failed && state.remedy === 'none' ? null : item.file} />
      <div className="min-w-0">
        <p className="flex items-baseline justify-between gap-3">
          <span className="truncate text-[0.9375rem] font-semibold">{fileName}</span>
          <span className="shrink-0 text-sm text-ink-faint tabular-nums">{formats.bytes(item.bytes)}</span>
        </p>
        <p className={cn('flex items-start gap-1.5 text-sm', failed ? 'text-danger' : 'text-ink-soft')}>
          {failed && <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />}
          {state.name === 'ready' && <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-brand" />}
          <span>{formatUpload(item)}</span>
        </p>
        {isRunning(item) && (
          <div className="mt-1.5">
            <ProgressBar
              label={t('uploadOf', { file: fileName })}
              percent={progressOf(item)}
              valueText={formatUpload(item)}
            />
          </div>
        )}
      </div>
      <div className="flex">
        {failed && state.remedy !== 'none' && (
          <Button
            variant="quiet"
            size="icon"
            aria-label={t('retryFile', { file: fileName })}
            onClick={() => onRetry(id)}
          >
            <RotateCw aria-hidden="true" className="size-4.5" />
          </Button>
        )}
        {state.name !== 'ready' && (
          <Button
            variant="quiet"
            size="icon"
            aria-label={failed ? t('dismissFile', { file: fileName }) : t('cancelFile', { file: fileName })}
            onClick={() => onRemove(id)}
          >
            <X aria-hidden="true" className="size-4.5" />
          </Button>
        )}
      </div>
    </li>
  );
}

function Thumbnail({ file }: { file: File | null }) {
  const address = useObjectUrl(file);
  const [broken, setBroken] = useState(false);
  return (
    <span className="grid size-12 place-items-center overflow-hidden rounded-lg bg-sunken text-ink-faint">
      {address && !broken ? (
        <img
          src={address}
          alt=""
          loading="lazy"
          decoding="async"
          className="size-full object-cover"
          onError={() => setBroken(true)}
        />
      ) : (
        <ImageIcon aria-hidden="true" className="size-5" />
      )}
    </span>
  );
}

/** An object URL of a file, valid while the component is mounted. */
function useObjectUrl(file: File | null): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    // eslint-disable-next-line react-hooks/set-state-in-effect -- what is made here must be given back here
    setAddress(made);
    return () => {
      URL.revokeObjectURL(made);
      setAddress(null);
    };
  }, [file]);
  return address;
}
