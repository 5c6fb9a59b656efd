-- CreateTable
CREATE TABLE "personal_tokens" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" VARCHAR(64) NOT NULL,
    "token" CHAR(64) NOT NULL,
    "scopes" VARCHAR(32)[],
    "auth_generation" INTEGER NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "personal_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "personal_tokens_token_key" ON "personal_tokens"("token");

-- CreateIndex
CREATE INDEX "personal_tokens_user_id_idx" ON "personal_tokens"("user_id");

-- CreateIndex
CREATE INDEX "personal_tokens_expires_at_idx" ON "personal_tokens"("expires_at");

-- AddForeignKey
ALTER TABLE "personal_tokens" ADD CONSTRAINT "personal_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- As for sessions, by the digest, which is what requests are looked up by. Not when it was only used.
CREATE FUNCTION "note_personal_token_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "public"."cache_invalidations" ("transaction_id", "topic", "key")
  VALUES (pg_current_xact_id()::text::bigint, 'personal-token', OLD."token");
  RETURN NULL;
END
$$;

CREATE TRIGGER "personal_tokens_changed" AFTER UPDATE ON "personal_tokens" FOR EACH ROW
  WHEN (OLD."user_id" <> NEW."user_id" OR OLD."token" <> NEW."token" OR OLD."scopes" IS DISTINCT FROM NEW."scopes"
        OR OLD."auth_generation" <> NEW."auth_generation" OR OLD."expires_at" <> NEW."expires_at")
  EXECUTE FUNCTION "note_personal_token_change"();

CREATE TRIGGER "personal_tokens_deleted" AFTER DELETE ON "personal_tokens" FOR EACH ROW
  EXECUTE FUNCTION "note_personal_token_change"();
