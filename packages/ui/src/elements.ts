import type { ReactElement } from 'react';

/**
 * Children among other elements: elements, or nothing, but no bare text, which a translating browser would move away from
 * where React expects it. Falsy values are the result of `text && <p />`.
 */
export type Elements = ReactElement | readonly Elements[] | false | null | undefined | '' | 0;
