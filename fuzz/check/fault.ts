/** A broken promise of the product. `kind` is short and stable, so that the same fault counts once. */
export class Fault extends Error {
  override name = 'Fault';
  readonly kind: string;

  constructor(kind: string, detail = '') {
    super(detail === '' ? kind : `${kind}: ${detail}`);
    this.kind = kind;
  }
}
