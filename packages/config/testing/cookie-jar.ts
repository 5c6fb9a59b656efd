/** The cookies of one browser at one origin, from `Set-Cookie` headers; ignores paths, domains and expiry times. */
export class CookieJar {
  readonly #cookies: Map<string, string>;

  constructor(cookies: Iterable<readonly [name: string, value: string]> = []) {
    this.#cookies = new Map(cookies);
  }

  /** A copy of the cookies; later changes to one jar do not affect the other. */
  copy(): CookieJar {
    return new CookieJar(this.#cookies);
  }

  /** The `Cookie` header; empty without cookies. */
  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Stores the cookies that a response sets, and removes those that it clears. */
  keep({ headers }: Response): void {
    for (const line of headers.getSetCookie()) this.#keep(line);
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const isGone = attributes.some((it) => /^\s*max-age=(0|-)/i.test(it)) || value === '';
    if (isGone) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}
