import { z } from 'zod';
import { maxSpans } from './names.ts';

const dayMs = 86_400_000;

const milliseconds = z.number().min(-dayMs).max(dayMs);
/** A page's report on what it did. */
export const PageReport = z.object({
  token: z.string().max(200),
  spans: z
    .array(
      z.object({
        id: z.string().regex(/^[0-9a-f]{16}$/),
        kind: z.enum(['load', 'fetch']),
        startMs: milliseconds,
        durationMs: milliseconds.min(0),
        method: z.string().max(16).optional(),
        status: z.int().min(100).max(599).optional(),
      }),
    )
    .min(1)
    .max(maxSpans),
});
export type PageReport = z.input<typeof PageReport>;
