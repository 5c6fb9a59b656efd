/*
 * The api's features for users with an account: one line per feature, its Nest module. Add or remove a feature here. The
 * order does not matter.
 */
export { AdminModule } from './admin/admin.module.ts';
export { AlbumsModule } from './albums/index.ts';
export { CspReportsModule } from './csp-reports/csp-reports.module.ts';
export { HealthModule } from './health/health.module.ts';
export { IdentityAvatarsModule } from './identity-avatars/index.ts';
export { LiveModule } from './live/live.module.ts';
export { MailReportsModule } from './mail-reports/mail-reports.module.ts';
export { ModerationModule } from './moderation/moderation.module.ts';
export { WebhooksModule } from './webhooks/webhooks.module.ts';
