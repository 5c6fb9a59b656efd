import { useRef, useState } from 'react';
import { isApiError } from '@/api/api-failure.ts';
import { useSession } from '@/session/session-provider.tsx';
import { cropPicture, type PictureArea } from './crop-picture.ts';

interface AvatarUpload {
  /** Remembers which part of the picture is framed. */
  frame: (area: PictureArea) => void;
  send: (address: string) => Promise<void>;
  sending: boolean;
  problem: string | null;
  forget: () => void;
}

/** Cuts out what was framed and makes it the signed-in person's avatar. */
export function useAvatarUpload(onSaved: () => void): AvatarUpload {
  const { client, updateUser } = useSession();
  const area = useRef<PictureArea | null>(null);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (address: string) => {
    if (!area.current || sending) return;
    setSending(true);
    setProblem(null);
    try {
      const file = await cropPicture(address, area.current);
      await client('upload.avatar', { file, filename: 'avatar' });
      updateUser(await client('auth.me'));
      onSaved();
    } catch (error) {
      setProblem(isApiError(error) ? error.message : 'This picture cannot be used. Please choose another one.');
    } finally {
      setSending(false);
    }
  };
  return {
    frame: (next) => {
      area.current = next;
    },
    send,
    sending,
    problem,
    forget: () => setProblem(null),
  };
}
