import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { acceptedImageTypes } from './images.ts';

/** Probabilities, each 0–1 and summing to 1, of the classes that the safety model distinguishes. */
export const ScreeningScores = z
  .object({
    drawing: z.number().min(0).max(1),
    hentai: z.number().min(0).max(1),
    neutral: z.number().min(0).max(1),
    porn: z.number().min(0).max(1),
    sexy: z.number().min(0).max(1),
  })
  .meta({ id: 'ScreeningScores' });
export type ScreeningScores = z.infer<typeof ScreeningScores>;

export const ScreeningResult = z
  .object({
    /** For an animation: the scores of the worst of the frames examined. */
    scores: ScreeningScores,
    /** Whether `porn` and `hentai` together reach the service's threshold. */
    flagged: z.boolean(),
    model: z.string(),
    milliseconds: z.number().nonnegative(),
  })
  .meta({ id: 'ScreeningResult' });
export type ScreeningResult = z.infer<typeof ScreeningResult>;

/**
 * Served by the ai-service, for other services only: it is never reachable from a browser. Its access is public, but it
 * requires a token if one is configured.
 */
export const screeningEndpoints = {
  screen: endpoint({
    method: 'POST',
    path: '/v1/screen',
    access: 'public',
    status: 200,
    summary: 'Class probabilities of one image, sent as raw bytes',
    bytes: [...acceptedImageTypes, 'application/octet-stream'],
    data: ScreeningResult,
    errors: [
      'UNAUTHENTICATED',
      'PAYLOAD_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
      'INVALID_IMAGE',
      'IMAGE_TOO_LARGE',
      'OVERLOADED',
      'SERVICE_UNAVAILABLE',
    ],
  }),
} as const;
