import type { EventData, EventSubject, LiveEvent } from '@pixelboxx/shared';
import type { FeedMapping } from '../platform/events/event-outbox.ts';
import { userFeed } from '../platform/feed/feed-name.ts';

type Mapping = { readonly [Subject in EventSubject]?: (data: EventData<Subject>) => LiveEvent };

/** What an event means to the user it happened to. Others are of no interest to a page of theirs. */
const liveEvents: Mapping = {
  'session.revoked': ({ sessionId }) => ({ type: 'session.ended', data: { sessionId } }),
  'sessions.revoked': () => ({ type: 'session.ended', data: { sessionId: null } }),
  'upload.ready': ({ uploadId }) => ({ type: 'upload.changed', data: { uploadId } }),
  'upload.updated': ({ uploadId }) => ({ type: 'upload.changed', data: { uploadId } }),
  'upload.approved': ({ uploadId }) => ({ type: 'upload.changed', data: { uploadId } }),
  'upload.flagged': ({ uploadId }) => ({ type: 'upload.changed', data: { uploadId } }),
  'upload.deleted': ({ uploadId }) => ({ type: 'upload.deleted', data: { uploadId } }),
};

/** Appends events to the feeds of their users. `user.changed` and `security.noticed` are written by triggers on their rows. */
export const followByUser: FeedMapping = ({ subject, data }) => {
  const map = liveEvents[subject] as ((data: EventData) => LiveEvent) | undefined;
  return map && 'userId' in data ? { feed: userFeed(data.userId), entry: map(data) } : null;
};
