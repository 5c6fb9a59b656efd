/** The option to make the album public together with its private images. */
export const withImages = 'WITH_IMAGES';
