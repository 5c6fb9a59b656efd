/** Makes the browser save the file at a URL. If the URL is on another site, the browser opens it in a new tab instead. */
export function saveFile(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  if (link.origin !== window.location.origin) {
    link.target = '_blank';
    link.rel = 'noopener';
  }
  link.click();
}
