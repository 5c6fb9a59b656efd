/** Which sessions end, of all users: for what others remember of sessions. */
export { EndedSessions, type EndedSession } from './ended-sessions.service.ts';
export { SessionEndsModule } from './session-ends.module.ts';
