import { solvePuzzle } from '@pixelboxx/api-client/proof';
import type { Puzzle } from '@pixelboxx/shared';

/** The worker's only reply to a puzzle. */
export type WorkerReply = { readonly proof: string } | { readonly failure: string };

const reply = (message: WorkerReply): void => globalThis.postMessage(message);

globalThis.addEventListener('message', ({ data }: MessageEvent<Puzzle>) => {
  solvePuzzle(data).then(
    (proof) => reply({ proof }),
    (error: unknown) => reply({ failure: String(error) }),
  );
});
