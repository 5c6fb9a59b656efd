'use client';
import { BookImage } from 'lucide-react';
import { createElement } from 'react';
import { Fetching } from '@/components/loading/fetching.tsx';
import { laterInBrowser } from '@/components/loading/later.tsx';
import type { SelectionAction } from '@/components/images/selection-action.ts';

const AddToAlbum = laterInBrowser(
  () => import('./add/add-to-album.tsx').then(({ default: AddToAlbum }) => AddToAlbum),
  createElement(Fetching),
);

/** In the gallery, for selected images: `generate.ts` finds it here. */
export const selectionAction: SelectionAction = { label: (t) => t('addToAlbum'), Icon: BookImage, Dialog: AddToAlbum };
