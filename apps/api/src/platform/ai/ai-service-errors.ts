/** The ai-service is not there, busy or not ours to use. Says nothing about the picture: to be asked again later. */
export class AiServiceAway extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`The ai-service cannot be asked: ${reason}`, options);
    this.name = 'AiServiceAway';
  }
}

/**
 * The ai-service has no verdict on this very picture, and is well otherwise: `unreadable` and `too-large` for good,
 * `failing` perhaps by chance.
 */
export class PictureRefused extends Error {
  readonly reason: 'unreadable' | 'too-large' | 'failing';

  constructor(reason: PictureRefused['reason'], options?: ErrorOptions) {
    super(`The ai-service has no verdict on this picture: ${reason}`, options);
    this.name = 'PictureRefused';
    this.reason = reason;
  }
}
