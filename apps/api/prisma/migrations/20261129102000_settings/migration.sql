-- CreateTable
CREATE TABLE "settings" (
    "id" VARCHAR(64) NOT NULL,
    "value" VARCHAR(64) NOT NULL,
    "chosen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("id")
);

-- As for users and sessions, but a setting that was never chosen is remembered as such, so that a new row is news, too.
CREATE FUNCTION "note_setting_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "public"."cache_invalidations" ("transaction_id", "topic", "key")
  VALUES (pg_current_xact_id()::text::bigint, 'setting', COALESCE(NEW."id", OLD."id"));
  RETURN NULL;
END
$$;

CREATE TRIGGER "settings_changed" AFTER INSERT OR UPDATE OR DELETE ON "settings" FOR EACH ROW
  EXECUTE FUNCTION "note_setting_change"();
