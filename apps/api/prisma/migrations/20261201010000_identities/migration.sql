-- CreateEnum
CREATE TYPE "AuthorizationPurpose" AS ENUM ('SIGN_IN', 'LINK', 'REAUTHENTICATION', 'REGISTER');

-- AlterTable
ALTER TABLE "security_events" ADD COLUMN     "provider" VARCHAR(32);

-- AlterTable
ALTER TABLE "sign_in_challenges" ADD COLUMN     "provider" VARCHAR(32);

-- CreateTable
CREATE TABLE "identities" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "provider" VARCHAR(32) NOT NULL,
    "issuer" VARCHAR(255) NOT NULL,
    "subject" VARCHAR(255) NOT NULL,
    "email" VARCHAR(255),
    "linked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "identities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pending_authorizations" (
    "token" CHAR(64) NOT NULL,
    "provider" VARCHAR(32) NOT NULL,
    "purpose" "AuthorizationPurpose" NOT NULL,
    "user_id" UUID,
    "session_id" UUID,
    "issuer" VARCHAR(255),
    "subject" VARCHAR(255),
    "email" VARCHAR(255),
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pending_authorizations_pkey" PRIMARY KEY ("token")
);

-- CreateIndex
CREATE INDEX "identities_user_id_idx" ON "identities"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "identities_issuer_subject_key" ON "identities"("issuer", "subject");

-- CreateIndex
CREATE INDEX "pending_authorizations_user_id_idx" ON "pending_authorizations"("user_id");

-- CreateIndex
CREATE INDEX "pending_authorizations_expires_at_idx" ON "pending_authorizations"("expires_at");

-- AddForeignKey
ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pending_authorizations" ADD CONSTRAINT "pending_authorizations_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
