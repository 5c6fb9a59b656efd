'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import type { ApiAction } from '@/components/forms/use-api-action.ts';

interface MoreButtonProps {
  more: ApiAction<[]>;
  hasMore: boolean;
  label: string;
}

/** The end of a list: a button that loads the next page, or the error that prevented it. */
export function MoreButton({ more, hasMore, label }: MoreButtonProps) {
  const t = useTexts('common');
  return (
    <>
      <FormAlert {...more} />
      {(hasMore || more.failure) && (
        <Button
          variant="secondary"
          size="small"
          className="self-start"
          loading={more.running}
          disabled={more.waitSeconds > 0}
          onClick={() => void more.run()}
        >
          {more.failure ? t('tryAgain') : label}
        </Button>
      )}
    </>
  );
}
