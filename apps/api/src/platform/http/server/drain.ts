import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Socket } from 'node:net';

/** Whether the process is on its way out: readiness says no, and connections are handed back after each response. */
@Injectable()
export class Drain {
  private draining = false;
  private readonly listeners: (() => void)[] = [];
  /** Connections without a request under way, also those that have never sent one. */
  private readonly quiet = new Set<Socket>();

  get isDraining(): boolean {
    return this.draining;
  }

  /** For what would otherwise not end by itself. */
  onBegin(listener: () => void): void {
    this.listeners.push(listener);
  }

  begin(): void {
    if (this.draining) return;
    this.draining = true;
    for (const listener of this.listeners) listener();
  }

  register(server: FastifyInstance): void {
    server.server.on('connection', (socket) => {
      this.quiet.add(socket);
      socket.once('close', () => this.quiet.delete(socket));
    });
    server.addHook('onRequest', (request, _reply, done) => {
      this.quiet.delete(request.raw.socket);
      done();
    });
    server.addHook('onSend', (_request, reply, _payload, done) => {
      // A client that keeps its connection would otherwise send its next request into a closing socket.
      if (this.draining) void reply.header('connection', 'close');
      done();
    });
    server.addHook('onResponse', (request, _reply, done) => {
      // Injected requests have a stand-in, which nothing can hold open.
      if (request.raw.socket instanceof Socket && !request.raw.socket.destroyed) this.quiet.add(request.raw.socket);
      done();
    });
    // The server waits for every connection it has; one that says nothing would hold it for minutes.
    server.addHook('preClose', (done) => {
      this.begin();
      // On a busy machine some have sent what nobody has read yet: one turn accepts, one reads, and then they are not quiet.
      void inTurns(3).then(() => {
        for (const socket of this.quiet) socket.destroy();
        done();
      });
    });
  }
}

/** Turns of the event loop, in each of which sockets are looked at. */
async function inTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
