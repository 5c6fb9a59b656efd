import { thumbHashToDataURL } from 'thumbhash';

const made = new Map<string, string | null>();

/** A blurred image from its ThumbHash (base64), as a URL; null if the hash is invalid. */
export function placeholderOf(thumbhash: string): string | null {
  let url = made.get(thumbhash);
  if (url === undefined) {
    url = draw(thumbhash);
    made.set(thumbhash, url);
  }
  return url;
}

function draw(thumbhash: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(thumbhash), (character) => character.charCodeAt(0));
    return bytes.length >= 5 ? thumbHashToDataURL(bytes) : null;
  } catch {
    return null;
  }
}
