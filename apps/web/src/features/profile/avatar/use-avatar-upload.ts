import { useRef, useState } from 'react';
import { isApiError } from '@/lib/api/api-failure.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { cropPicture, type PictureArea } from './crop-image.ts';

interface AvatarUpload {
  /** Remembers which part of a picture is framed. */
  frame: (address: string, area: PictureArea) => void;
  /** Address of the picture of which that is known: not before the cropper has laid it out. */
  framed: string | null;
  send: (address: string) => Promise<void>;
  /** Sends a picture that was not framed. */
  sendWhole: (file: File) => Promise<void>;
  sending: boolean;
  problem: string | null;
  forget: () => void;
}

/** Cuts out what was framed and makes it the signed-in person's avatar. */
export function useAvatarUpload(onSaved: () => void): AvatarUpload {
  const { client, updateUser } = useSession();
  const area = useRef<PictureArea | null>(null);
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
      setProblem(isApiError(error) ? error.message : 'This picture cannot be used. Please choose another one.');
    } finally {
      setSending(false);
    }
  };
  const send = async (address: string) => {
    const part = area.current;
    if (part && framed === address) await deliver(() => cropPicture(address, part));
  };
  return {
    sendWhole: (file) => deliver(() => file),
    frame: (address, next) => {
      area.current = next;
      setFramed(address);
    },
    framed,
    send,
    sending,
    problem,
    forget: () => setProblem(null),
  };
}
