import type { ReactElement } from 'react';

/**
 * What stands among other elements: elements, or nothing, but no bare text, which a translating browser would move from
 * where React knows it to be. Falsy values are what `text && <p />` leaves.
 */
export type Elements = ReactElement | readonly Elements[] | false | null | undefined | '' | 0;
