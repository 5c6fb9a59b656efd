/**
 * The only place that imports the panel: the bundler would make a separate chunk of every other `import()` of it, and the
 * code that preloads the panel with the queue would load another chunk than the code that shows it.
 */
export const loadUploadPanel = () => import('./upload-panel.tsx');
