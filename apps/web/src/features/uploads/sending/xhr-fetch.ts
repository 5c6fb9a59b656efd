/**
 * `fetch` by XMLHttpRequest, which reports how much of a request was sent. It supports only what the typed client needs: a
 * method, headers, a body, a signal. Rejects like fetch: `TypeError` for the network, the signal's reason for an abort.
 */
export function fetchWithProgress(onSent: (sentBytes: number) => void): typeof fetch {
  return (address, init = {}) =>
    new Promise<Response>((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(init.method ?? 'GET', addressOf(address));
      new Headers(init.headers).forEach((value, name) => request.setRequestHeader(name, value));
      const { signal } = init;
      const abort = () => request.abort();
      signal?.addEventListener('abort', abort, { once: true });
      request.upload.onprogress = ({ loaded }) => onSent(loaded);
      request.onload = () => resolve(responseOf(request));
      request.onerror = () => reject(new TypeError('The network failed.'));
      request.onabort = () => reject(reasonOf(signal));
      request.onloadend = () => signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(reasonOf(signal));
      else request.send((init.body ?? null) as XMLHttpRequestBodyInit | null);
    });
}

function addressOf(address: RequestInfo | URL): string {
  return address instanceof Request ? address.url : String(address);
}

function responseOf(request: XMLHttpRequest): Response {
  const hasNoBody = request.status === 204 || request.status === 304;
  return new Response(hasNoBody ? null : request.responseText, { status: request.status });
}

function reasonOf(signal: AbortSignal | null | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new DOMException('The request was given up.', 'AbortError');
}
