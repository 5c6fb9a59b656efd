-- AlterEnum
ALTER TYPE "PasskeyChallengePurpose" ADD VALUE 'SIGN_UP';

-- AlterTable
ALTER TABLE "sign_in_challenges" ADD COLUMN     "by_email_code" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "sign_in_codes" (
    "id" UUID NOT NULL,
    "user_id" UUID,
    "browser" CHAR(64) NOT NULL,
    "mailbox" CHAR(64) NOT NULL,
    "code_hash" CHAR(64) NOT NULL,
    "token" CHAR(64) NOT NULL,
    "auth_generation" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_codes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_codes_token_key" ON "sign_in_codes"("token");

-- CreateIndex
CREATE INDEX "sign_in_codes_user_id_idx" ON "sign_in_codes"("user_id");

-- CreateIndex
CREATE INDEX "sign_in_codes_expires_at_idx" ON "sign_in_codes"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_codes_browser_mailbox_key" ON "sign_in_codes"("browser", "mailbox");

-- AddForeignKey
ALTER TABLE "sign_in_codes" ADD CONSTRAINT "sign_in_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
