import { waitFor } from '@testing-library/react';

/** Stands for `GET /v1/events`: connections that stay open, and what is sent over the one that is. */
export class EventSource {
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #connections = 0;
  #lastId = 0;
  #refusal: Response | null = null;

  /** What the network answers. */
  connect(): Response {
    if (this.#refusal) return this.#refusal.clone();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.#controller = null;
      },
    });
    this.#connections += 1;
    this.#write(`retry: 1\nid: ${this.#lastId}\n\n`);
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  /** Resolves once so many connections have been made in all. */
  async opened(connections = 1): Promise<void> {
    await waitFor(() => {
      if (this.#connections < connections) throw new Error('Nobody has connected');
    });
  }

  send({ type, data }: { type: string; data: object }): void {
    this.#lastId += 1;
    this.#write(`id: ${this.#lastId}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  gap(): void {
    this.send({ type: 'gap', data: {} });
  }

  /** Ends the connection, and says why. */
  fail(code: string): void {
    const error = { code, message: code, details: {}, requestId: 'r' };
    this.#write(`event: error\ndata: ${JSON.stringify(error)}\n\n`);
    this.close();
  }

  /** How further connections are answered; null: they are taken. */
  refuse(refusal: Response | null): void {
    this.#refusal = refusal;
  }

  close(): void {
    this.#controller?.close();
    this.#controller = null;
  }

  #write(text: string): void {
    this.#controller?.enqueue(new TextEncoder().encode(text));
  }
}
