import { z } from 'zod';
import { endpoint } from './endpoint.ts';

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
  .object({ scores: ScreeningScores, flagged: z.boolean(), model: z.string(), milliseconds: z.number().nonnegative() })
  .meta({ id: 'ScreeningResult' });
export type ScreeningResult = z.infer<typeof ScreeningResult>;

/** Served by the ai-service, for other services only: it is never reachable from a browser. */
export const screeningEndpoints = {
  screen: endpoint({
    method: 'POST',
    path: '/v1/screen',
    access: 'public',
    status: 200,
    summary: 'Class probabilities of one image, sent as raw bytes',
    data: ScreeningResult,
    errors: ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INVALID_IMAGE', 'IMAGE_TOO_LARGE', 'OVERLOADED'],
  }),
} as const;
