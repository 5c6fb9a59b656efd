let given: string | undefined;

/** `start` begins one span, which gets this id because its original has it already. */
export function withSpanId<Result>(spanId: string, start: () => Result): Result {
  given = spanId;
  try {
    return start();
  } finally {
    given = undefined;
  }
}

/** The given id for the span that is beginning; returned once. */
export function takeSpanId(): string | undefined {
  const id = given;
  given = undefined;
  return id;
}
