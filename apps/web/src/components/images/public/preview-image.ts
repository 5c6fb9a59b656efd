import { avatarUrlOfSize, type PublicImage, type PublicProfile } from '@pixelboxx/shared';

/** The image that a link preview of a user's page shows beside its title. */
export interface PreviewImage {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

/** Wide enough for every card (1200 pixels), and no larger than necessary. */
const previewWidth = 1280;

/** The user's newest public image, else their avatar, else none. */
export function previewImageOf(
  { avatarUrl, username }: Pick<PublicProfile, 'avatarUrl' | 'username'>,
  newest: PublicImage | undefined,
  t: (key: 'previewPicture' | 'previewAvatar', values: { username: string }) => string,
): PreviewImage | null {
  const fitting = newest?.variants.filter(({ width }) => width <= previewWidth).at(-1) ?? newest?.variants[0];
  if (newest && fitting) {
    const { url, width, height } = fitting;
    return { url, width, height, alt: newest.altText ?? newest.caption ?? t('previewPicture', { username }) };
  }
  if (!avatarUrl) return null;
  return { url: avatarUrlOfSize(avatarUrl, 512), width: 512, height: 512, alt: t('previewAvatar', { username }) };
}
