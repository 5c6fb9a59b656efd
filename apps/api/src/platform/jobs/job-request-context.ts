import { defaultLanguage, Language } from '@pixelboxx/shared';
import { z } from 'zod';

/** The `RequestContext` that a job continues with. Jobs store it as `origin`: the previous release writes and reads that name. */
export const JobRequestContext = z.strictObject({
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string(),
  language: Language.optional(),
});
export type JobRequestContext = z.infer<typeof JobRequestContext>;

/** English is left out: replicas of a release without languages refuse such a field. */
export function requestContextForJob({ language, ...context }: JobRequestContext): JobRequestContext {
  return language === undefined || language === defaultLanguage ? context : { ...context, language };
}
