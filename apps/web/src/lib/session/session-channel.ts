const channelName = 'pixelboxx:session';

export type SessionEvent = 'signed-in' | 'signed-out';

export interface SessionChannel {
  tell: (event: SessionEvent) => void;
  close: () => void;
}

/** Notifies the other tabs of this site that someone signed in or out. A tab never receives its own messages. */
export function openSessionChannel(listen: (event: SessionEvent) => void): SessionChannel {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === 'signed-in' || data === 'signed-out') listen(data);
  };
  return { tell: (event) => channel.postMessage(event), close: () => channel.close() };
}
