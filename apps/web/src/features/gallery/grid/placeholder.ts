import { thumbHashToDataURL } from 'thumbhash';

const made = new Map<string, string | null>();

/** A blurred picture from its ThumbHash (base64), as an address; null for one that cannot be read. */
export function placeholderOf(thumbhash: string): string | null {
  let address = made.get(thumbhash);
  if (address === undefined) {
    address = draw(thumbhash);
    made.set(thumbhash, address);
  }
  return address;
}

function draw(thumbhash: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(thumbhash), (character) => character.charCodeAt(0));
    return bytes.length >= 5 ? thumbHashToDataURL(bytes) : null;
  } catch {
    return null;
  }
}
