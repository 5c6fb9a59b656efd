/** The cookies of one browser at one origin, as `Set-Cookie` changes them: paths, domains and times are not looked at. */
export class CookieJar {
  readonly #cookies: Map<string, string>;

  constructor(cookies: Iterable<readonly [name: string, value: string]> = []) {
    this.#cookies = new Map(cookies);
  }

  /** The same cookies, as they are now; what happens to one jar is unknown to the other. */
  copy(): CookieJar {
    return new CookieJar(this.#cookies);
  }

  /** As `Cookie` sends them; empty without any. */
  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Takes over what a response sets and takes back. */
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
