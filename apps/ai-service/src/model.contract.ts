/** Edge length in pixels of the square the model looks at. */
export const inputSize = 224;

/** The model's outputs, in their order. */
export const classNames = ['drawing', 'hentai', 'neutral', 'porn', 'sexy'] as const;

export const modelName = 'nsfwjs-mobilenet-v2';

/** What the classifier sends to its thread: RGB frames of one image. */
export interface ClassifyRequest {
  id: number;
  frames: Uint8Array[];
}

/** What comes back: that the model is loaded; one row of probabilities a frame; or that the request failed. */
export type ClassifierMessage =
  | { kind: 'ready' }
  | { kind: 'scores'; id: number; scores: number[][] }
  | { kind: 'failed'; id: number; reason: string };
