-- AlterTable: where a provider said that the image of somebody is (ADR 55); null where it said nothing
ALTER TABLE "identities" ADD COLUMN     "image_url" VARCHAR(1024);

-- AlterTable
ALTER TABLE "pending_authorizations" ADD COLUMN     "image_url" VARCHAR(1024);
