import { defaultLanguage, Language } from '@pixelboxx/shared';
import { z } from 'zod';

/** Where the request came from that a job goes on with: a `RequestContext`. */
export const JobOrigin = z.strictObject({
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string(),
  language: Language.optional(),
});
export type JobOrigin = z.infer<typeof JobOrigin>;

/** English goes without saying: replicas of a release that does not know of languages take no such field. */
export function originForJob({ language, ...origin }: JobOrigin): JobOrigin {
  return language === undefined || language === defaultLanguage ? origin : { ...origin, language };
}
