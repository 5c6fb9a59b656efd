/** What other features may use besides the services: nothing else of this folder is theirs. */
export { ever } from './passwords/credentials.service.ts';
export { formatDay } from './emails/format-moment.ts';
export { mailLink } from './emails/links.ts';
export { endAllSessions } from './sessions/end-sessions.ts';
export { SessionCookies } from './sessions/session-cookies.ts';
