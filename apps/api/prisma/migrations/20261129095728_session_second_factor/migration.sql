-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "second_factor_at" TIMESTAMPTZ(3);

-- What a session may do changes with it, on every replica.
CREATE TRIGGER "sessions_second_factor" AFTER UPDATE ON "sessions" FOR EACH ROW
  WHEN ((OLD."second_factor_at" IS NULL) <> (NEW."second_factor_at" IS NULL))
  EXECUTE FUNCTION "note_cache_invalidation"('session');
