/**
 * The one place that imports the panel: every `import()` of it elsewhere would be a file of its own to the bundler, and
 * what fetches the panel with the queue would fetch another one than what shows it.
 */
export const loadUploadPanel = () => import('./upload-panel.tsx');
