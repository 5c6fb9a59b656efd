export { AddImages } from './add-images.tsx';
export { useUploadQueue } from './use-upload-queue.ts';
export { loadUploadPanel } from './panel/load-panel.ts';
