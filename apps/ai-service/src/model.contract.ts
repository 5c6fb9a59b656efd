/** Edge length in pixels of the model's square input. */
export const inputSize = 224;

/** The model's outputs, in order. */
export const classNames = ['drawing', 'hentai', 'neutral', 'porn', 'sexy'] as const;

export const modelName = 'nsfwjs-mobilenet-v2';

/** What the classifier sends to its thread: RGB frames of one image. */
export interface ClassifyRequest {
  id: number;
  frames: Uint8Array[];
}

/** What the thread sends: the model is loaded; one row of probabilities per frame; or the request failed. */
export type ClassifierMessage =
  | { kind: 'ready' }
  | { kind: 'scores'; id: number; scores: number[][] }
  | { kind: 'failed'; id: number; reason: string };
