/*
 * What the api does for those who have an account: one line per feature, its Nest module. This is where a new one is
 * plugged in, and where one is taken out again. The order means nothing.
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
