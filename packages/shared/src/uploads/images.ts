// Separate from the contracts, so that a page that only shows an image does not load the validation library.

/** Edge lengths in pixels of the squares made from an avatar; `avatarUrl` points at the middle one. */
export const avatarSizes = [64, 256, 512] as const;
export type AvatarSize = (typeof avatarSizes)[number];

/** The URL of another size of an avatar, given `avatarUrl`. */
export function avatarUrlOfSize(avatarUrl: string, size: AvatarSize): string {
  return avatarUrl.replace(/\/256\.webp$/, `/${size}.webp`);
}

/** Default limit for one file; the server can be configured otherwise, and its limit is the one that applies. */
export const defaultUploadMaxBytes = 10_000_000;

/** The image types that browsers show. */
export const acceptedImageTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;

/**
 * The types that a file picker offers: all that can be uploaded, including the HEIC of phones, which the server
 * converts. Systems that do not know the type HEIC recognize it by file extension. The server decides by the bytes.
 */
export const pickerAccept = [...acceptedImageTypes, 'image/heic', 'image/heif', '.heic', '.heif'].join(',');
