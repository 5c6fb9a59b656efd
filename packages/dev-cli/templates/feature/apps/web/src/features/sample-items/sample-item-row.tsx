import type { SampleItem } from '@pixelboxx/shared/features/sample-items';
import { Button, Card } from '@pixelboxx/ui';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

interface SampleItemRowProps {
  sampleItem: SampleItem;
  onRemove: () => Promise<void>;
}

export function SampleItemRow({ sampleItem: { title, text }, onRemove }: SampleItemRowProps) {
  const t = useTexts('sample-items');
  const tCommon = useTexts('common');
  const { run, running, ...state } = useApiAction(onRemove);
  return (
    <li>
      <Card className="flex flex-col gap-3">
        <h2 className="font-semibold break-words">{title}</h2>
        <p className="break-words whitespace-pre-line text-ink-soft">{text}</p>
        <FormAlert {...state} />
        <Button
          variant="secondary"
          size="small"
          className="self-start"
          aria-label={t('deleteNamed', { title })}
          loading={running}
          disabled={state.waitSeconds > 0}
          onClick={() => void run()}
        >
          {tCommon('delete')}
        </Button>
      </Card>
    </li>
  );
}
