-- AlterTable
ALTER TABLE "upload_references" ADD COLUMN     "publishes" BOOLEAN NOT NULL DEFAULT false;
