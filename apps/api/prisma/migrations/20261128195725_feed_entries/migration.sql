-- CreateTable
CREATE TABLE "feed_entries" (
    "id" BIGSERIAL NOT NULL,
    "feed" VARCHAR(64) NOT NULL,
    "transaction_id" BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,
    "user_id" UUID,
    "type" VARCHAR(64) NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "feed_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "feed_entries_feed_transaction_id_id_idx" ON "feed_entries"("feed", "transaction_id", "id");

-- CreateIndex
CREATE INDEX "feed_entries_user_id_idx" ON "feed_entries"("user_id");

-- CreateIndex
CREATE INDEX "feed_entries_created_at_idx" ON "feed_entries"("created_at");

-- AddForeignKey
ALTER TABLE "feed_entries" ADD CONSTRAINT "feed_entries_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Wakes whoever follows the feed, on every replica.
CREATE FUNCTION "note_feed_entry"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "public"."cache_invalidations" ("transaction_id", "topic", "key")
  VALUES (NEW."transaction_id", 'feed', NEW."feed");
  RETURN NULL;
END
$$;

CREATE TRIGGER "feed_entries_written" AFTER INSERT ON "feed_entries" FOR EACH ROW
  EXECUTE FUNCTION "note_feed_entry"();
