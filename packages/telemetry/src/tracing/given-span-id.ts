let given: string | undefined;

/** `start` begins one span, which gets this id: whoever it stands for has named it already. */
export function withSpanId<Result>(spanId: string, start: () => Result): Result {
  given = spanId;
  try {
    return start();
  } finally {
    given = undefined;
  }
}

/** The id that the span just begun was given, once. */
export function takeSpanId(): string | undefined {
  const id = given;
  given = undefined;
  return id;
}
