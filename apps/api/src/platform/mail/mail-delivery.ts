import { type JobRun, PermanentJobError } from '../jobs/job-definition.ts';
import { MailDeliveryError, type Mailer, type OutgoingMail } from './mailer.ts';

const dayMs = 86_400_000;
/** Relays refuse by mistake while they are being set up: a refusal is final only after this many attempts. */
const believedRefusals = 6;

/** One attempt. Throws if it should be retried, or PermanentJobError if retries are pointless. */
export async function deliver(
  mailer: Mailer,
  mail: OutgoingMail,
  { attempt, createdAt, startedAt, signal }: Pick<JobRun, 'attempt' | 'createdAt' | 'startedAt' | 'signal'>,
): Promise<void> {
  try {
    await mailer.send(mail, signal);
  } catch (error) {
    if (!(error instanceof MailDeliveryError))
      throw new PermanentJobError('This mail cannot be sent', { cause: error });
    const isTooOld = startedAt.getTime() - createdAt.getTime() > dayMs;
    if (!isTooOld && !(error.isRefusal && attempt >= believedRefusals)) throw error;
    throw new PermanentJobError(error.message, { cause: error });
  }
}
