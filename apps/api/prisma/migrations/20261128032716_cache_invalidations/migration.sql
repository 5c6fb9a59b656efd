-- CreateTable
CREATE TABLE "cache_invalidations" (
    "id" BIGSERIAL NOT NULL,
    "transaction_id" BIGINT NOT NULL,
    "topic" VARCHAR(32) NOT NULL,
    "key" VARCHAR(64) NOT NULL,

    CONSTRAINT "cache_invalidations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "cache_invalidations_transaction_id_idx" ON "cache_invalidations"("transaction_id");

-- Whatever changes a session or a user, this code, an older release or a hand at psql, says so in the same transaction.
CREATE FUNCTION "note_cache_invalidation"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "public"."cache_invalidations" ("transaction_id", "topic", "key")
  VALUES (pg_current_xact_id()::text::bigint, TG_ARGV[0], OLD."id"::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER "users_changed" AFTER UPDATE ON "users" FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION "note_cache_invalidation"('user');

CREATE TRIGGER "users_deleted" AFTER DELETE ON "users" FOR EACH ROW
  EXECUTE FUNCTION "note_cache_invalidation"('user');

-- Not on rotation, which every session does every few minutes and which changes nothing about its being alive.
CREATE TRIGGER "sessions_ended" AFTER UPDATE ON "sessions" FOR EACH ROW
  WHEN (OLD."revoked_at" IS DISTINCT FROM NEW."revoked_at" OR OLD."user_id" <> NEW."user_id"
        OR OLD."auth_generation" <> NEW."auth_generation" OR NEW."expires_at" < OLD."expires_at")
  EXECUTE FUNCTION "note_cache_invalidation"('session');

-- Nobody believes in one that has ended already.
CREATE TRIGGER "sessions_deleted" AFTER DELETE ON "sessions" FOR EACH ROW
  WHEN (OLD."revoked_at" IS NULL AND OLD."expires_at" > now())
  EXECUTE FUNCTION "note_cache_invalidation"('session');
