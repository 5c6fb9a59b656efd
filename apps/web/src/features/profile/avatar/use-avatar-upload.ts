import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { useRef, useState } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { cropImage, type ImageArea } from './crop-image.ts';

export interface AvatarUpload {
  /** Remembers the cropped area of an image. */
  frame: (url: string, area: ImageArea) => void;
  /** Address of the image whose area is known: not set before the cropper has laid it out. */
  framed: string | null;
  send: (url: string) => Promise<void>;
  /** Sends an image that was not cropped. */
  sendWhole: (file: File) => Promise<void>;
  sending: boolean;
  problem: string | null;
  forget: () => void;
}

/** Crops the image and makes it the signed-in user's avatar. */
export function useAvatarUpload(onSaved: () => void): AvatarUpload {
  const t = useTexts('profile');
  const { client, updateUser } = useSession();
  const area = useRef<ImageArea | null>(null);
  const [framed, setFramed] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const deliver = async (prepare: () => Blob | Promise<Blob>) => {
    if (sending) return;
    setSending(true);
    setProblem(null);
    try {
      const file = await prepare();
      await client('upload.avatar', { file, filename: 'avatar' });
      updateUser(await client('auth.me'));
      onSaved();
    } catch (error) {
      setProblem(isApiError(error) ? error.message : t('unusable'));
    } finally {
      setSending(false);
    }
  };
  const send = async (url: string) => {
    const part = area.current;
    if (part && framed === url) await deliver(() => cropImage(url, part));
  };
  return {
    sendWhole: (file) => deliver(() => file),
    frame: (url, next) => {
      area.current = next;
      setFramed(url);
    },
    framed,
    send,
    sending,
    problem,
    forget: () => setProblem(null),
  };
}
