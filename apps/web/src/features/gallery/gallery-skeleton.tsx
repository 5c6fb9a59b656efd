import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Skeleton } from '@pixelboxx/ui';
import type { CSSProperties } from 'react';

const ratios = [1.5, 0.75, 1.33, 1, 1.78, 0.67, 1.33, 1.5, 1, 0.75];

/** Placeholders for images that are still loading. */
export function GallerySkeleton() {
  const tCommon = useTexts('common');
  return (
    <div role="status">
      <span className="sr-only">{tCommon('loadingPictures')}</span>
      <div aria-hidden="true" className="picture-grid">
        {ratios.map((ratio, index) => (
          <div key={index} className="picture-tile" style={{ '--ratio': ratio } as CSSProperties}>
            <Skeleton className="size-full rounded-xl" />
          </div>
        ))}
      </div>
    </div>
  );
}
