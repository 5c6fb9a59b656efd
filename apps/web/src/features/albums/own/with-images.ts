/** The choice that everybody sees the album, and what is private in it, too. */
export const withImages = 'WITH_IMAGES';
