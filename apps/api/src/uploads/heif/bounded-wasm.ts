const pageBytes = 64 * 1024;
const memorySection = 5;

/**
 * A WebAssembly module whose memory cannot grow beyond `maxBytes`: lowers the limit in its memory section (WebAssembly
 * Core Specification, 5.5.8). A larger allocation fails in the module as on a machine without memory.
 * @throws Error if the module does not have exactly one memory with a limit.
 */
export function boundMemory(module: Buffer, maxBytes: number): Buffer {
  const bounded = Buffer.from(module);
  for (let offset = 8; offset < bounded.length;) {
    const section = bounded[offset];
    const size = readLeb(bounded, offset + 1);
    if (section === memorySection) return lowerLimit(bounded, size.end, Math.floor(maxBytes / pageBytes));
    offset = size.end + size.value;
  }
  throw new Error('This module has no memory of its own');
}

/** In place: written with the same number of bytes, so that nothing moves. */
function lowerLimit(module: Buffer, offset: number, pages: number): Buffer {
  const [memories, flags] = [module[offset], module[offset + 1]];
  if (memories !== 1 || flags !== 1) throw new Error('This module has no limit on its memory');
  const initial = readLeb(module, offset + 2);
  const limit = readLeb(module, initial.end);
  const length = limit.end - initial.end;
  if (pages < initial.value || pages > limit.value) throw new Error('This module cannot have such a limit');
  for (let index = 0; index < length; index += 1) {
    const more = index < length - 1 ? 0x80 : 0;
    module[initial.end + index] = ((pages >> (7 * index)) & 0x7f) | more;
  }
  return module;
}

function readLeb(bytes: Buffer, offset: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes.readUInt8(offset + index);
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return { value, end: offset + index + 1 };
  }
  throw new Error('This module cannot be read');
}
