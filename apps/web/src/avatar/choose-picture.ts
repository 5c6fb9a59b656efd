import { acceptedImageTypes } from '@pixelboxx/shared';

/** Decoding more than this would freeze or kill a phone's browser; the picture is cropped here before it is sent. */
const maxBytes = 50_000_000;

export type ChosenPicture = { address: string; problem?: never } | { address?: never; problem: string };

/** Opens a file as a picture to be cropped, or says why it cannot be one. The address must be revoked after use. */
export async function choosePicture(file: File): Promise<ChosenPicture> {
  if (file.size === 0) return { problem: 'This file is empty. Choose another picture.' };
  if (file.size > maxBytes) return { problem: 'This file is very large. Choose a picture under 50 MB.' };
  if (!acceptedImageTypes.some((type) => type === file.type)) {
    return { problem: 'This is not a JPEG, PNG, WebP or GIF picture. Choose another one.' };
  }
  const address = URL.createObjectURL(file);
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
    return { address };
  } catch {
    URL.revokeObjectURL(address);
    return { problem: 'This file cannot be read as a picture. Choose another one.' };
  }
}
