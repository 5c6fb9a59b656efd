const accented: Readonly<Record<string, string>> = Object.fromEntries(
  [...'aáàbƀcçdđeéèfƒgğhĥiíjĵkķlĺmɱnñoóöpþqɋrŕsštţuúvṽwŵxẋyýzž'.matchAll(/([a-z])([^a-z]+)/g)].flatMap(
    ([, plain = '', [mark = ''] = '']) => [
      [plain, mark],
      [plain.toUpperCase(), mark.toUpperCase()],
    ],
  ),
);

/** How much longer texts in other languages are than English ones: a third, and short ones more. */
const lengthening = 0.35;

/**
 * A pseudo-localized message of the English catalogue: each letter with an accent, and a third longer. A text that appears
 * unchanged is in no catalogue, and a lack of space on the page becomes visible. Arguments, plural rules and tags stay.
 */
export function pseudoMessage(message: string): string {
  const isPlain = !message.includes('{') && !message.includes('<');
  const changed = outsideSyntax(message);
  return isPlain ? `${changed}${' ·'.repeat(Math.ceil((message.length * lengthening) / 2))}` : changed;
}

/** Changes only letters of the text, not those of the syntax: those within the braces of an argument or in a tag. */
function outsideSyntax(message: string): string {
  let result = '';
  // For each open brace, whether it contains text.
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
