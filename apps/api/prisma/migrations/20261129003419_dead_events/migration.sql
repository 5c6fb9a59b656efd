-- CreateTable
CREATE TABLE "dead_events" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "subject" VARCHAR(64) NOT NULL,
    "subscriber" VARCHAR(64) NOT NULL,
    "aggregate_id" VARCHAR(64) NOT NULL,
    "data" JSONB NOT NULL,
    "user_id" UUID,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL,
    "last_error" VARCHAR(500) NOT NULL,
    "retrying_until" TIMESTAMPTZ(3),

    CONSTRAINT "dead_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "dead_events_failed_at_idx" ON "dead_events"("failed_at");

-- CreateIndex
CREATE INDEX "dead_events_user_id_idx" ON "dead_events"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "dead_events_event_id_subscriber_key" ON "dead_events"("event_id", "subscriber");

-- AddForeignKey
ALTER TABLE "dead_events" ADD CONSTRAINT "dead_events_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
