/** Signed-in devices. */
export { AccessGuard } from './access.guard.ts';
export { type FormerSession, type FormerSessionRow, FormerSessions } from './former-sessions.service.ts';
export { OptionalAuth } from './optional-auth.service.ts';
export { SessionLifecycle } from './session-lifecycle.service.ts';
export { SessionRotationService } from './session-rotation.service.ts';
export { SessionsModule } from './sessions.module.ts';
export {
  insertSession,
  type IssuedTokens,
  type NewSession,
  type OpenedSession,
  type SessionProof,
  SessionsService,
  type SignedIn,
} from './sessions.service.ts';
