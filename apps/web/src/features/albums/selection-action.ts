'use client';
import { BookImage } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { SelectionAction } from '@/components/images/selection-action.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';

const AddToAlbum = dynamic(() => retryImport(() => import('./add/add-to-album.tsx')), { ssr: false });

/** In the gallery, for images that are chosen: `generate.ts` finds it here. */
export const selectionAction: SelectionAction = { label: (t) => t('addToAlbum'), Icon: BookImage, Dialog: AddToAlbum };
