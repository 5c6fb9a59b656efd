-- AlterTable
ALTER TABLE "uploads" ADD COLUMN     "alt_text" VARCHAR(300),
ADD COLUMN     "caption" VARCHAR(500),
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;
