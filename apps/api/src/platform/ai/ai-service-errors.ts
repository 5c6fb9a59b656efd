/** The ai-service is unreachable, busy or refuses our token. This says nothing about the image: ask again later. */
export class AiServiceAway extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`The ai-service cannot be asked: ${reason}`, options);
    this.name = 'AiServiceAway';
  }
}

/**
 * The ai-service is healthy but has no decision on this image: permanently for `unreadable` and `too-large`,
 * possibly by chance for `failing`.
 */
export class ImageRefused extends Error {
  readonly reason: 'unreadable' | 'too-large' | 'failing';

  constructor(reason: ImageRefused['reason'], options?: ErrorOptions) {
    super(`The ai-service has no decision on this picture: ${reason}`, options);
    this.name = 'PictureRefused';
    this.reason = reason;
  }
}
