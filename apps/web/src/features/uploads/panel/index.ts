// A face of its own: it is fetched when there is something to show.
export { UploadPanel } from './upload-panel.tsx';
