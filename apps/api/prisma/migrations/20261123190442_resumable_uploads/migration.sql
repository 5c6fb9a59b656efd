-- CreateTable
CREATE TABLE "resumable_uploads" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "visibility" "UploadVisibility" NOT NULL,
    "length" INTEGER NOT NULL,
    "upload_id" UUID,
    "failure" VARCHAR(64),
    "lock_token" UUID,
    "locked_until" TIMESTAMPTZ(3),
    "lock_wanted" BOOLEAN NOT NULL DEFAULT false,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "resumable_uploads_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "resumable_uploads_upload_id_key" ON "resumable_uploads"("upload_id");

-- CreateIndex
CREATE INDEX "resumable_uploads_user_id_idx" ON "resumable_uploads"("user_id");

-- CreateIndex
CREATE INDEX "resumable_uploads_expires_at_idx" ON "resumable_uploads"("expires_at");

-- AddForeignKey
ALTER TABLE "resumable_uploads" ADD CONSTRAINT "resumable_uploads_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
