/** Random, 128 bits. `crypto.randomUUID` is absent from insecure origins. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
