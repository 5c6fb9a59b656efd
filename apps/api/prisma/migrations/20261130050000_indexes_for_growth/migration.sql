-- What reads a whole table as it grows, found by the plans of everything that the api sends (apps/api/test/growth).
-- On a large installation each of them is made by CREATE INDEX CONCURRENTLY before this runs: it is found then, and nothing waits.
-- accept blocking-index users_role_id_idx: administrators look for those who look after the platform; see above
-- accept blocking-index users_username_key_prefix_idx: administrators search by the beginning of a name; see above
-- accept blocking-index users_email_prefix_idx: administrators search by the beginning of an address; see above
-- accept blocking-index users_suspended_idx: administrators list whoever is suspended; see above
-- accept blocking-index users_deleted_idx: administrators list whoever is deleted; see above
-- accept blocking-index uploads_deleted_idx: the hourly sweep looks for what is deleted; see above
-- accept blocking-index totp_factors_unconfirmed_idx: the hourly retention looks for what nobody confirmed; see above

CREATE INDEX IF NOT EXISTS "users_role_id_idx" ON "users"("role", "id");

-- By the beginning, in any collation. Partial, as what Prisma's schema cannot say has to be.
CREATE INDEX IF NOT EXISTS "users_username_key_prefix_idx" ON "users"("username_key" varchar_pattern_ops) WHERE "username_key" IS NOT NULL;

CREATE INDEX IF NOT EXISTS "users_email_prefix_idx" ON "users"("email" varchar_pattern_ops) WHERE "email" IS NOT NULL;

CREATE INDEX IF NOT EXISTS "users_suspended_idx" ON "users"("id") WHERE "suspended_at" IS NOT NULL;

CREATE INDEX IF NOT EXISTS "users_deleted_idx" ON "users"("id") WHERE "deleted_at" IS NOT NULL;

CREATE INDEX IF NOT EXISTS "uploads_deleted_idx" ON "uploads"("content_hash", "served_as") WHERE "deleted_at" IS NOT NULL;

CREATE INDEX IF NOT EXISTS "totp_factors_unconfirmed_idx" ON "totp_factors"("created_at") WHERE "enabled_at" IS NULL;
