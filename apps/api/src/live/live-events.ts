import type { EventData, LiveEvent } from '@pixelboxx/shared';
import type { EventOutbox, OwnedSubject } from '../platform/events/event-outbox.ts';

type Mapping = { readonly [Subject in OwnedSubject]?: (data: EventData<Subject>) => LiveEvent };

/**
 * Maps the foundation's events to live events for the user they concern; features map their own.
 * `user.changed` and `security.noticed` are written by triggers on their rows.
 */
const liveEvents = {
  'session.revoked': ({ sessionId }) => ({ type: 'session.ended', data: { sessionId } }),
  'sessions.revoked': () => ({ type: 'session.ended', data: { sessionId: null } }),
  'upload.ready': ({ uploadId }) => ({ type: 'upload.changed', data: { uploadId } }),
  'upload.updated': ({ uploadId }) => ({ type: 'upload.changed', data: { uploadId } }),
  'upload.approved': ({ uploadId }) => ({ type: 'upload.changed', data: { uploadId } }),
  'upload.flagged': ({ uploadId }) => ({ type: 'upload.changed', data: { uploadId } }),
  'upload.deleted': ({ uploadId }) => ({ type: 'upload.deleted', data: { uploadId } }),
} as const satisfies Mapping;

export function tellOwnersBy(outbox: EventOutbox): void {
  for (const [subject, toLive] of Object.entries(liveEvents)) {
    outbox.tellOwner(subject as OwnedSubject, toLive as (data: EventData<OwnedSubject>) => LiveEvent);
  }
}
