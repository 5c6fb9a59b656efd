/** The ai-service is not there, busy or not ours to use. Says nothing about the image: to be asked again later. */
export class AiServiceAway extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`The ai-service cannot be asked: ${reason}`, options);
    this.name = 'AiServiceAway';
  }
}

/**
 * The ai-service has no decision on this very image, and is well otherwise: `unreadable` and `too-large` for good,
 * `failing` perhaps by chance.
 */
export class ImageRefused extends Error {
  readonly reason: 'unreadable' | 'too-large' | 'failing';

  constructor(reason: ImageRefused['reason'], options?: ErrorOptions) {
    super(`The ai-service has no decision on this picture: ${reason}`, options);
    this.name = 'PictureRefused';
    this.reason = reason;
  }
}
