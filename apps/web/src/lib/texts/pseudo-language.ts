const accented: Readonly<Record<string, string>> = Object.fromEntries(
  [...'aáàbƀcçdđeéèfƒgğhĥiíjĵkķlĺmɱnñoóöpþqɋrŕsštţuúvṽwŵxẋyýzž'.matchAll(/([a-z])([^a-z]+)/g)].flatMap(
    ([, plain = '', [mark = ''] = '']) => [
      [plain, mark],
      [plain.toUpperCase(), mark.toUpperCase()],
    ],
  ),
);

/** How much longer texts of other languages are than English ones: a third, and short ones more. */
const lengthening = 0.35;

/**
 * A message of the English catalogue, made strange: each letter with an accent, and a third longer. What stands in a page
 * unchanged came from elsewhere; what the page has no room for is seen. Arguments, plural rules and tags stay.
 */
export function pseudoMessage(message: string): string {
  const isPlain = !message.includes('{') && !message.includes('<');
  const changed = outsideSyntax(message);
  return isPlain ? `${changed}${' ·'.repeat(Math.ceil((message.length * lengthening) / 2))}` : changed;
}

/** Letters that are said, and none that are syntax: those within the braces of an argument or of a tag. */
function outsideSyntax(message: string): string {
  let result = '';
  // True where text is said, for each brace that is open.
  const saying = [true];
  let inTag = false;
  for (let index = 0; index < message.length; index += 1) {
    const character = message.charAt(index);
    const isSaid = saying.at(-1) === true && !inTag;
    if (character === '{') saying.push(!isSaid);
    else if (character === '}') saying.pop();
    else if (character === '<') inTag = true;
    const isWritten = isSaid && character !== '{' && character !== '}' && character !== '<';
    result += isWritten ? (accented[character] ?? character) : character;
    if (character === '>') inTag = false;
  }
  return result;
}
