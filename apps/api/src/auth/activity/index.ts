/** Security events of an account. */
export { ActivityModule } from './activity.module.ts';
export { NoticesService } from './notices.service.ts';
export { type NewSecurityEvent, type OwnSecurityEvent, SecurityEventsService } from './security-events.service.ts';
