-- AlterTable
ALTER TABLE "outbox_events" ADD COLUMN     "trace_parent" VARCHAR(55);
