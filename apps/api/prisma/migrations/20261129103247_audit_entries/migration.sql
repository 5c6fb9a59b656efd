-- CreateTable
CREATE TABLE "audit_entries" (
    "id" UUID NOT NULL,
    "type" VARCHAR(64) NOT NULL,
    "actor_id" UUID,
    "account_id" UUID,
    "request_id" VARCHAR(64),
    "detail" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_entries_created_at_id_idx" ON "audit_entries"("created_at", "id");
