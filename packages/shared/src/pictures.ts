// Apart from the contracts, so that a page that only shows a picture need not carry the validation library.

/** Edge lengths in pixels of the squares made from an avatar; `avatarUrl` points at the middle one. */
export const avatarSizes = [64, 256, 512] as const;
export type AvatarSize = (typeof avatarSizes)[number];

/** The address of another size of an avatar, given `avatarUrl`. */
export function avatarUrlOfSize(avatarUrl: string, size: AvatarSize): string {
  return avatarUrl.replace(/\/256\.webp$/, `/${size}.webp`);
}

/** Default limit for one file; the server may be configured otherwise and has the last word. */
export const defaultUploadMaxBytes = 10_000_000;

/** What may be uploaded. The bytes decide, this list only helps a file picker. */
export const acceptedImageTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;
