-- A failed attempt is counted, and given back, in the row of its budget where it is, without touching an index, as long as no
-- indexed column changes and the page has room. The budget of an address is rewritten twice by every sign-in from there.

-- AlterTable
ALTER TABLE "login_budgets" SET (fillfactor = 70);

-- AlterTable: the full hour after `clear_at`; null for rows of an older release
ALTER TABLE "login_budgets" ADD COLUMN     "removable_from" TIMESTAMPTZ(3);

-- CreateIndex
-- accept blocking-index login_budgets_removable_from_idx: there are few, as none lives for longer than a day, and every value in it is null
CREATE INDEX "login_budgets_removable_from_idx" ON "login_budgets"("removable_from");

-- DropIndex: `removable_from` has taken its place
-- accept blocking-index login_budgets_clear_at_idx: takes no longer than the lock that it waits for
DROP INDEX "login_budgets_clear_at_idx";
