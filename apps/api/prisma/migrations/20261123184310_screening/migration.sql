-- CreateEnum
CREATE TYPE "UploadScreening" AS ENUM ('PENDING', 'APPROVED', 'FLAGGED', 'SKIPPED');

-- AlterTable
ALTER TABLE "uploads" ADD COLUMN     "reviewed_at" TIMESTAMPTZ(3),
ADD COLUMN     "reviewed_by_id" UUID,
ADD COLUMN     "scores" JSONB,
ADD COLUMN     "screened_at" TIMESTAMPTZ(3),
ADD COLUMN     "screening" "UploadScreening" NOT NULL DEFAULT 'PENDING',
ADD COLUMN     "served_as" "UploadVisibility";

-- Until now everything lay where its visibility says.
UPDATE "uploads" SET "served_as" = "visibility";
ALTER TABLE "uploads" ALTER COLUMN "served_as" SET NOT NULL;

-- CreateIndex
CREATE INDEX "uploads_screening_created_at_idx" ON "uploads"("screening", "created_at");
