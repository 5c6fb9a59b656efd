'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Slider } from '@pixelboxx/ui';
import { Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import Cropper from 'react-easy-crop';
import 'react-easy-crop/react-easy-crop.css';
import type { ImageArea } from './crop-image.ts';

interface ImageCropperProps {
  url: string;
  onAreaChange: (area: ImageArea) => void;
}

/** Crops a square of an image, by dragging, pinching, arrow keys and a slider. */
export default function ImageCropper({ url, onAreaChange }: ImageCropperProps) {
  const t = useTexts('profile');
  const [crop, setCrop] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  return (
    <div className="flex flex-col gap-3">
      <div className="relative aspect-square w-full overflow-hidden rounded-2xl bg-sunken">
        <Cropper
          image={url}
          crop={crop}
          zoom={zoom}
          maxZoom={4}
          aspect={1}
          objectFit="cover"
          showGrid={false}
          keyboardStep={8}
          onCropChange={setCrop}
          onZoomChange={setZoom}
          onCropAreaChange={(_, pixels) => onAreaChange(pixels)}
          // The content security policy would block its style element; this page's own styles contain the same rules.
          disableAutomaticStylesInjection
          mediaProps={{ alt: '' }}
          cropperProps={{
            role: 'application',
            'aria-label': t('position'),
          }}
          classes={{ cropAreaClassName: 'picture-frame' }}
        />
      </div>
      <Slider
        label={t('zoom')}
        value={zoom}
        min={1}
        max={4}
        step={0.05}
        onValueChange={setZoom}
        formatValue={(value) => `${Math.round(value * 100)} %`}
        before={<Minus aria-hidden="true" className="size-5" />}
        after={<Plus aria-hidden="true" className="size-5" />}
      />
    </div>
  );
}
