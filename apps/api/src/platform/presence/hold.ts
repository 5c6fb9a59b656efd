/** A command of the store: resolves to null if it failed. */
type Command = () => Promise<unknown>;

export interface HoldOptions {
  readonly join: Command;
  readonly leave: Command;
  readonly renewalMs: number;
}

/** Retry interval until the store knows of the member, since nobody sees it before. */
const retryMs = 1_000;

/** One stay of one member in one group: begins at once, and is renewed until it is released. */
export class Hold {
  private timer: NodeJS.Timeout | undefined;
  private joining: Promise<void>;
  private isReleased = false;

  constructor(private readonly options: HoldOptions) {
    this.joining = this.join();
  }

  renew(): void {
    clearTimeout(this.timer);
    this.joining = this.joining.then(() => this.join());
  }

  async release(): Promise<void> {
    if (this.isReleased) return;
    this.isReleased = true;
    clearTimeout(this.timer);
    // A join that overtook the leave would last until it expires.
    await this.joining;
    await this.options.leave();
  }

  private async join(): Promise<void> {
    if (this.isReleased) return;
    const hasFailed = (await this.options.join()) === null;
    this.scheduleRenewal(hasFailed ? retryMs * (0.5 + Math.random()) : this.options.renewalMs);
  }

  private scheduleRenewal(delayMs: number): void {
    clearTimeout(this.timer);
    if (!this.isReleased) this.timer = setTimeout(() => this.renew(), delayMs).unref();
  }
}
