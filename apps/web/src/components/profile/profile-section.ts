import type { PublicProfile } from '@pixelboxx/shared';
import type { ReactNode } from 'react';

/**
 * What stands on everybody's public page, above their images: rendered by the server, and nothing where there is nothing
 * to show. A feature exports one as `profileSection` from its `profile-section.tsx`.
 */
export type ProfileSection = (props: { profile: PublicProfile }) => ReactNode | Promise<ReactNode>;
