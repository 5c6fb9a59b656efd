import { isApiError, messageOf } from '@/lib/api/api-failure.ts';

/** How long a deletion can be undone. */
export const undoMs = 6_000;

export interface Deletion {
  readonly ids: readonly string[];
}

interface DeletionsOptions {
  /** DELETE /v1/uploads/:id. */
  remove: (id: string) => Promise<unknown>;
  /** The same while the page is being left: nobody receives the response. */
  removeWhileLeaving: (id: string) => void;
  onHidden: (ids: readonly string[]) => void;
  onShown: (ids: readonly string[]) => void;
  onGone: (ids: readonly string[]) => void;
  /** Called with a message when a deleted image is back. */
  onFailed: (message: string) => void;
  /** The deletion that can be undone right now. */
  onPending: (deletion: Deletion | null) => void;
}

/**
 * Deletes after a moment in which the user can undo it. One deletion waits at a time: the next one, or leaving the page,
 * carries out the one before at once.
 */
export class Deletions {
  readonly #options: DeletionsOptions;
  #pending: Deletion | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DeletionsOptions) {
    this.#options = options;
  }

  readonly start = (ids: readonly string[]): void => {
    if (ids.length === 0) return;
    void this.commit();
    this.#options.onHidden(ids);
    this.#setPending({ ids });
    this.hold(false);
  };

  readonly undo = (): void => {
    const pending = this.#take();
    if (pending) this.#options.onShown(pending.ids);
  };

  /** While a user reads the offer or reaches for it, it stays; afterwards its time starts again. */
  readonly hold = (held: boolean): void => {
    clearTimeout(this.#timer);
    if (this.#pending && !held) this.#timer = setTimeout(() => void this.commit(), undoMs);
  };

  readonly commit = async (): Promise<void> => {
    const pending = this.#take();
    if (!pending) return;
    const outcomes = await Promise.all(pending.ids.map((id) => this.#remove(id)));
    const failed = outcomes.filter((outcome) => outcome.failure !== null);
    const failedIds = failed.map(({ id }) => id);
    this.#options.onGone(pending.ids.filter((id) => !failedIds.includes(id)));
    if (failed[0]?.failure) {
      this.#options.onShown(failedIds);
      this.#options.onFailed(failed[0].failure);
    }
  };

  /** The page is being left: nothing can be undone or awaited any more. */
  readonly leave = (): void => {
    for (const id of this.#take()?.ids ?? []) this.#options.removeWhileLeaving(id);
  };

  async #remove(id: string): Promise<{ id: string; failure: string | null }> {
    try {
      await this.#options.remove(id);
      return { id, failure: null };
    } catch (error) {
      // Deleted from elsewhere: that is the desired result.
      if (isApiError(error) && error.code === 'NOT_FOUND') return { id, failure: null };
      return { id, failure: messageOf(error) };
    }
  }

  #take(): Deletion | null {
    const pending = this.#pending;
    this.#setPending(null);
    return pending;
  }

  #setPending(deletion: Deletion | null): void {
    clearTimeout(this.#timer);
    this.#pending = deletion;
    this.#options.onPending(deletion);
  }
}
