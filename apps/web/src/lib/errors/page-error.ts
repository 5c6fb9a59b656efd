/** An error that ended a page, for which Next has sent the error page. */
export interface PageError {
  readonly error: unknown;
  /** The page's route, as its folders are named; contains nothing that the visitor sent. */
  readonly route: string;
}

type Listener = (error: PageError) => void;

/** Pages are bundled with modules of their own, so they share only globals with the server that serves them. */
const place = Symbol.for('pixelboxx.page-errors');

/** Called by pages: reports an error to the server that serves them. */
export function publishPageError(error: PageError): void {
  const listener = Reflect.get(globalThis, place) as Listener | undefined;
  listener?.(error);
}

/** Called by the server that serves pages; there is only one. @returns the function that unsubscribes */
export function onPageError(listener: Listener): () => void {
  Reflect.set(globalThis, place, listener);
  return () => {
    Reflect.deleteProperty(globalThis, place);
  };
}
