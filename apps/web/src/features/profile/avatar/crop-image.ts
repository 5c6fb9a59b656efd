/** A part of an image, in its own pixels. */
export interface ImageArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Edge of the uploaded image, in pixels: twice the largest avatar that is ever shown. */
const maxEdge = 1024;

/** Edge of the square cut from an area: never enlarged, never beyond the limit. */
function squareEdge(area: ImageArea): number {
  return Math.max(1, Math.min(maxEdge, Math.round(Math.min(area.width, area.height))));
}

/**
 * Cuts a square from an image, at most 1024 px wide. Drawing it also drops everything the file contained besides its pixels.
 * Throws if the browser cannot decode the image.
 */
export async function cropImage(url: string, area: ImageArea): Promise<Blob> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const edge = squareEdge(area);
  const canvas = document.createElement('canvas');
  canvas.width = edge;
  canvas.height = edge;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser offers no canvas.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, area.x, area.y, area.width, area.height, 0, 0, edge, edge);
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null) => (blob ? resolve(blob) : reject(new Error('The picture could not be encoded.')));
    // Browsers that cannot write WebP return PNG instead.
    canvas.toBlob(done, 'image/webp', 0.92);
  });
}
