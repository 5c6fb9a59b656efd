-- A rotation rewrites the row of its session where it is, on the same page and without touching an index, as long as no
-- indexed column changes and the page has room.

-- AlterTable
ALTER TABLE "sessions" SET (fillfactor = 80);

-- AlterTable: the day of `expires_at`; null for sessions of an older release until their next rotation
ALTER TABLE "sessions" ADD COLUMN     "ends_on" DATE;
ALTER TABLE "sessions" ALTER COLUMN "ends_on" SET DEFAULT CURRENT_DATE + 30;

-- CreateIndex
-- accept blocking-index sessions_ends_on_idx: sessions are read while it is made, and every value in it is null
CREATE INDEX "sessions_ends_on_idx" ON "sessions"("ends_on");

-- DropIndex: sessions are found by their id
-- accept blocking-index sessions_token_key: takes no longer than the lock that it waits for
DROP INDEX "sessions_token_key";

-- DropIndex
-- accept blocking-index sessions_refresh_token_key: takes no longer than the lock that it waits for
DROP INDEX "sessions_refresh_token_key";

-- DropIndex: `ends_on` has taken its place
-- accept blocking-index sessions_expires_at_idx: takes no longer than the lock that it waits for
DROP INDEX "sessions_expires_at_idx";
