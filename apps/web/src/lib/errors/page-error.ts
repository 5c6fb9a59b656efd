/** An error that ended a page, which Next has answered by the page for failures. */
export interface PageError {
  readonly error: unknown;
  /** Of the page, as its folders are named; nothing that somebody asked for. */
  readonly route: string;
}

type Listener = (error: PageError) => void;

/** Pages are bundled, and have modules of their own: what they share with whoever serves them is what is global. */
const place = Symbol.for('pixelboxx.page-errors');

/** Within pages: tells whoever serves them. */
export function publishPageError(error: PageError): void {
  const listener = Reflect.get(globalThis, place) as Listener | undefined;
  listener?.(error);
}

/** For whoever serves pages, of whom there is one. @returns what ends it */
export function onPageError(listener: Listener): () => void {
  Reflect.set(globalThis, place, listener);
  return () => {
    Reflect.deleteProperty(globalThis, place);
  };
}
