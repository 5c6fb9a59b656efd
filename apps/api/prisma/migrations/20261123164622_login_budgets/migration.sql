-- CreateTable
CREATE TABLE "login_budgets" (
    "key" CHAR(64) NOT NULL,
    "account_key" CHAR(64),
    "clear_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "login_budgets_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "login_budgets_account_key_idx" ON "login_budgets"("account_key");

-- CreateIndex
CREATE INDEX "login_budgets_clear_at_idx" ON "login_budgets"("clear_at");
