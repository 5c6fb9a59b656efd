/**
 * Frees the memory of a buffer at once; the buffer is empty from then on. Pixels are outside of the heap. Left to the
 * garbage collector, they made it scan the whole heap more than once per image, which took a quarter of an upload's
 * time and held unused memory. Only for buffers that no call still uses.
 */
export function release(buffer: Buffer): void {
  const { buffer: memory, byteLength } = buffer;
  // A part of a larger allocation, such as Node's pool, is shared with others.
  if (memory instanceof ArrayBuffer && memory.byteLength === byteLength) memory.transfer(0);
}
