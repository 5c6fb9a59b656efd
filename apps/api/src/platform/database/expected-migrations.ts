/** The migrations this build was written for, oldest first. Written by `npm run db -- new`, compared by `check`. */
export const EXPECTED_MIGRATIONS: readonly string[] = [
  '20261123155550_initial',
  '20261123160739_account_links_and_exports',
  '20261123162234_outbox_events',
  '20261123164622_login_budgets',
  '20261123165217_second_factors_and_administration',
  '20261123184310_screening',
  '20261123190442_resumable_uploads',
  '20261123190743_idempotency_keys',
  '20261128032716_cache_invalidations',
  '20261128034831_recovery',
  '20261128040151_installation',
  '20261128040310_retention_and_key_ids',
  '20261128195853_captions_and_versions',
  '20261128203531_upload_references',
];
