-- CreateEnum
CREATE TYPE "SuppressionReason" AS ENUM ('BOUNCE', 'COMPLAINT');

-- CreateTable
CREATE TABLE "mail_suppressions" (
    "id" UUID NOT NULL,
    "address_key" VARCHAR(64) NOT NULL,
    "masked" VARCHAR(320),
    "reason" "SuppressionReason" NOT NULL,
    "reports" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_reported_at" TIMESTAMPTZ(3) NOT NULL,
    "user_id" UUID,

    CONSTRAINT "mail_suppressions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_reports" (
    "id" VARCHAR(64) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mail_reports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "mail_suppressions_address_key_key" ON "mail_suppressions"("address_key");

-- CreateIndex
CREATE INDEX "mail_suppressions_created_at_idx" ON "mail_suppressions"("created_at");

-- CreateIndex
CREATE INDEX "mail_suppressions_last_reported_at_idx" ON "mail_suppressions"("last_reported_at");

-- CreateIndex
CREATE INDEX "mail_suppressions_user_id_idx" ON "mail_suppressions"("user_id");

-- CreateIndex
CREATE INDEX "mail_reports_received_at_idx" ON "mail_reports"("received_at");

-- AddForeignKey
ALTER TABLE "mail_suppressions" ADD CONSTRAINT "mail_suppressions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
