-- AlterTable: until when somebody of the staff may set up a second factor in a session that has proven none (ADR 50)
ALTER TABLE "users" ADD COLUMN     "factor_grant_ends_at" TIMESTAMPTZ(3);
