'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { useState } from 'react';
import { messageOf } from '@/lib/api/api-failure.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

export function RemoveImage({ onRemoved }: { onRemoved: () => void }) {
  const t = useTexts('account');
  const { client, updateUser } = useSession();
  const [removing, setRemoving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const remove = async () => {
    setRemoving(true);
    setProblem(null);
    try {
      updateUser(await client('user.removeAvatar'));
      onRemoved();
    } catch (error) {
      setProblem(messageOf(error));
      setRemoving(false);
    }
  };
  return (
    <>
      <Button variant="secondary" size="small" loading={removing} onClick={() => void remove()}>
        {t('removePicture')}
      </Button>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {problem}
      </p>
    </>
  );
}
