// Apart from the contracts, so that a page that only shows an image need not carry the validation library.

/** Edge lengths in pixels of the squares made from an avatar; `avatarUrl` points at the middle one. */
export const avatarSizes = [64, 256, 512] as const;
export type AvatarSize = (typeof avatarSizes)[number];

/** The address of another size of an avatar, given `avatarUrl`. */
export function avatarUrlOfSize(avatarUrl: string, size: AvatarSize): string {
  return avatarUrl.replace(/\/256\.webp$/, `/${size}.webp`);
}

/** Default limit for one file; the server may be configured otherwise and has the last word. */
export const defaultUploadMaxBytes = 10_000_000;

/** What browsers show. */
export const acceptedImageTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;

/**
 * What a file picker offers: what may be uploaded, HEIC of phones included, which the server converts. Systems that do not
 * know its type know it by the ends of names. The bytes decide.
 */
export const pickerAccept = [...acceptedImageTypes, 'image/heic', 'image/heif', '.heic', '.heif'].join(',');
