import type { ScreeningResult, ScreeningScores } from '@pixelboxx/shared';
import { classNames, modelName } from './model.contract.ts';
import { decodeFrames } from './image-decoder.ts';
import type { Classifier } from './classifier.ts';

/** Classifies an image; for an animation, the frame most likely to be unsafe decides. */
export class Screener {
  readonly #classifier: Classifier;
  readonly #limits: { threshold: number; maxPixels: number };

  constructor(classifier: Classifier, limits: { threshold: number; maxPixels: number }) {
    this.#classifier = classifier;
    this.#limits = limits;
  }

  /** @throws AppError UNSUPPORTED_MEDIA_TYPE, INVALID_IMAGE, IMAGE_TOO_LARGE, SERVICE_UNAVAILABLE */
  async screen(bytes: Uint8Array): Promise<ScreeningResult> {
    const startedAt = performance.now();
    const rows = await this.#classifier.classify(await decodeFrames(bytes, this.#limits.maxPixels));
    const scores = rows.map(scoresOf).reduce((worst, frame) => (unsafety(frame) > unsafety(worst) ? frame : worst));
    return {
      scores,
      flagged: unsafety(scores) >= this.#limits.threshold,
      model: modelName,
      milliseconds: Math.round((performance.now() - startedAt) * 10) / 10,
    };
  }
}

function unsafety(scores: ScreeningScores): number {
  return scores.porn + scores.hentai;
}

function scoresOf(row: number[]): ScreeningScores {
  const scores: ScreeningScores = { drawing: 0, hentai: 0, neutral: 0, porn: 0, sexy: 0 };
  classNames.forEach((name, index) => (scores[name] = Math.min(row[index] ?? 0, 1)));
  return scores;
}
