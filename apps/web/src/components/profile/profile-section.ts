import type { PublicProfile } from '@pixelboxx/shared';
import type { ReactNode } from 'react';

/**
 * A section of every user's public page, above the images: rendered by the server, and empty if there is nothing to show. A
 * feature exports one as `profileSection` from its `profile-section.tsx`.
 */
export type ProfileSection = (props: { profile: PublicProfile }) => ReactNode | Promise<ReactNode>;
