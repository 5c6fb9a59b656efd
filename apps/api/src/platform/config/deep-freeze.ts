/** Freezes plain objects and lists at every depth; keys and similar objects in them stay as they are. */
export function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) {
    if (typeof part !== 'object' || part === null) continue;
    const isPlain = [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(part) as object);
    if (isPlain) deepFreeze(part as object);
  }
  return Object.freeze(value);
}
