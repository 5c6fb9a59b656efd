/**
 * Attempts of this process that are counted but not decided yet, by account. Another attempt that finds a counter full
 * is not refused while pending attempts can still turn out to be successes.
 */
export class PendingAttempts {
  private readonly byAccount = new Map<string, { count: number; wake: (() => void)[] }>();

  begin(account: string): void {
    const entry = this.byAccount.get(account) ?? { count: 0, wake: [] };
    entry.count += 1;
    this.byAccount.set(account, entry);
  }

  /** `freed`: the attempt was given back, so another can be counted in its place. */
  end(account: string, { freed }: { freed: boolean }): void {
    const entry = this.byAccount.get(account);
    if (!entry) return;
    entry.count -= 1;
    if (entry.count === 0) this.byAccount.delete(account);
    if (freed || entry.count === 0) for (const wake of entry.wake.splice(0)) wake();
  }

  /** Resolves when it is worth trying again; null when nothing is pending. */
  change(account: string): Promise<void> | null {
    const entry = this.byAccount.get(account);
    return entry ? new Promise((resolve) => entry.wake.push(resolve)) : null;
  }
}
