-- AlterTable: of pages and letters; null is what the browser asks for (ADR 46)
ALTER TABLE "users" ADD COLUMN     "language" VARCHAR(8);
