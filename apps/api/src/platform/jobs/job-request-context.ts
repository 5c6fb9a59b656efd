import { defaultLanguage, Language } from '@pixelboxx/shared';
import { z } from 'zod';

/** The `RequestContext` that a job goes on with. Jobs have it as `origin`: so the release before writes and reads it. */
export const JobRequestContext = z.strictObject({
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string(),
  language: Language.optional(),
});
export type JobRequestContext = z.infer<typeof JobRequestContext>;

/** English goes without saying: replicas of a release that does not know of languages take no such field. */
export function requestContextForJob({ language, ...context }: JobRequestContext): JobRequestContext {
  return language === undefined || language === defaultLanguage ? context : { ...context, language };
}
