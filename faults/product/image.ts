/** A dark square of 32 pixels, as a PNG. */
const square = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAMAAABEpIrGAAAAA1BMVEULFRZoToF+AAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEklEQVQ4y2NgGAWjYBSMAuwAAAQgAAFWu83mAAAAAElFTkSuQmCC',
  'base64',
);

/** The form of an upload to the user's gallery. */
export function imageForm(): FormData {
  const form = new FormData();
  form.set('visibility', 'private');
  form.set('file', new Blob([square], { type: 'image/png' }), 'square.png');
  return form;
}
