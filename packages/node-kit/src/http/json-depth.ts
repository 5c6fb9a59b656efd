const quote = 0x22;
const backslash = 0x5c;
const openings = new Set([0x5b, 0x7b]);
const closings = new Set([0x5d, 0x7d]);

/**
 * Whether arrays and objects in the JSON text lie deeper in each other than `maxDepth`. Looks at the text and not at the
 * value, without recursion, so that it can be asked before the text is parsed and for any length. What it says about a
 * text that is not JSON means nothing: the parser refuses that one.
 */
export function isNestedDeeper(text: string, maxDepth: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isInString) {
      // What is escaped cannot end the string.
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
