-- The purge of an account deletes its passkey challenges, and the hourly sweep looks for exports that never finished.
-- Both read the whole table.

-- CreateIndex
-- accept blocking-index passkey_challenges_user_id_idx: the table is small, since no challenge lives longer than some minutes
CREATE INDEX "passkey_challenges_user_id_idx" ON "passkey_challenges"("user_id");

-- CreateIndex
-- accept blocking-index data_exports_status_requested_at_idx: the table is small, one row for each person who asked within a day
CREATE INDEX "data_exports_status_requested_at_idx" ON "data_exports"("status", "requested_at");
