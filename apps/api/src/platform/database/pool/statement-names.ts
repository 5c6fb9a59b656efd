import { sha256Hex } from '../../crypto/digests.ts';

/** Kept by the server for each connection. Below PgBouncer's `max_prepared_statements`, as deploy/ sets it. */
export const maxNames = 150;
/** How often a text is sent before it gets a name: rare statements are not worth the server's memory. */
const usesBefore = 2;
const maxSeen = 1_000;

/** A list of values, or rows of them, of variable length: every length would be a separate text. */
const ofAnyLength = /\bIN \(\$\d+,|\)\s*,\s*\(\$/i;

/** The names of repeated statements. A name is the digest of its text: it never means another text, whichever process prepared it. */
export class StatementNames {
  private readonly names = new Map<string, string>();
  private readonly uses = new Map<string, number>();

  /** Undefined if the statement stays without a name. */
  of(text: string): string | undefined {
    return this.names.get(text) ?? this.admit(text);
  }

  private admit(text: string): string | undefined {
    if (this.names.size >= maxNames) return undefined;
    const uses = this.uses.get(text) ?? 0;
    if (uses < usesBefore) {
      if (uses === 0 && this.uses.size >= maxSeen) this.uses.clear();
      this.uses.set(text, uses + 1);
      return undefined;
    }
    if (ofAnyLength.test(text)) return undefined;
    const name = `pixelboxx_${sha256Hex(text).slice(0, 32)}`;
    this.uses.delete(text);
    this.names.set(text, name);
    return name;
  }
}
