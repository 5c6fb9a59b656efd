-- AlterTable
ALTER TABLE "account_links" ADD COLUMN     "claim" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "mailbox" VARCHAR(255);

-- AlterTable
ALTER TABLE "sign_in_challenges" ADD COLUMN     "mail_code_hash" CHAR(64);

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "devices_forgotten_at" TIMESTAMPTZ(3),
ADD COLUMN     "email_claim" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "recovering_since" TIMESTAMPTZ(3),
ALTER COLUMN "email" DROP NOT NULL;

-- Made-up addresses of older releases: from here on an account without an address has none.
UPDATE "users" SET "email" = NULL WHERE "email" = "id"::text || '@released.invalid';

-- Links of older releases went to the address that they put back. Mailboxes are numbered by their first link.
UPDATE "account_links" SET "mailbox" = "restore_email";
WITH "firsts" AS (
  SELECT "user_id", "mailbox", min("created_at") AS "since" FROM "account_links"
   WHERE "mailbox" IS NOT NULL GROUP BY 1, 2
), "ranks" AS (
  SELECT "user_id", "mailbox", row_number() OVER (PARTITION BY "user_id" ORDER BY "since") - 1 AS "claim" FROM "firsts"
), "numbered" AS (
  UPDATE "account_links" l SET "claim" = r."claim" FROM "ranks" r
   WHERE l."user_id" = r."user_id" AND l."mailbox" = r."mailbox"
)
UPDATE "users" u
   SET "email_claim" = coalesce(
         (SELECT "claim" FROM "ranks" r WHERE r."user_id" = u."id" AND r."mailbox" = u."email"),
         (SELECT max("claim") + 1 FROM "ranks" r WHERE r."user_id" = u."id"),
         0)
 WHERE EXISTS (SELECT FROM "ranks" r WHERE r."user_id" = u."id");
