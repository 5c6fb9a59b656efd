/**
 * Gives the memory of a buffer back at once; the buffer is empty from then on. Pixels lie outside of the heap, and left
 * to the garbage collector they make it look through the whole heap more than once an image, which cost a quarter of an
 * upload's time, and held memory that nobody used. Only for buffers that no call still works on.
 */
export function release(buffer: Buffer): void {
  const { buffer: memory, byteLength } = buffer;
  // A part of a larger piece, such as of Node's pool, is not ours alone.
  if (memory instanceof ArrayBuffer && memory.byteLength === byteLength) memory.transfer(0);
}
