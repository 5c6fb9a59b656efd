const quote = 0x22;
const backslash = 0x5c;
const openings = new Set([0x5b, 0x7b]);
const closings = new Set([0x5d, 0x7d]);

/**
 * Whether arrays and objects in the JSON text are nested deeper than `maxDepth`. Reads the text without parsing it and
 * without recursion, so it can run before parsing and on any length. For a text that is not JSON the result means
 * nothing: the parser refuses it.
 */
export function isNestedDeeper(text: string, maxDepth: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isInString) {
      // An escaped character cannot end the string.
      if (code === backslash) index += 1;
      else if (code === quote) isInString = false;
    } else if (code === quote) isInString = true;
    else if (openings.has(code)) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (closings.has(code)) depth -= 1;
  }
  return false;
}
