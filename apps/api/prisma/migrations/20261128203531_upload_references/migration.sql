-- CreateTable
CREATE TABLE "upload_references" (
    "reference" VARCHAR(200) NOT NULL,
    "upload_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "upload_references_pkey" PRIMARY KEY ("reference","upload_id")
);

-- CreateIndex
CREATE INDEX "upload_references_upload_id_idx" ON "upload_references"("upload_id");

-- AddForeignKey
ALTER TABLE "upload_references" ADD CONSTRAINT "upload_references_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "uploads"("id") ON DELETE CASCADE ON UPDATE CASCADE;
