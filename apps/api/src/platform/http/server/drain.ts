import { Injectable } from '@nestjs/common';
import { stopAccepting } from '@pixelboxx/node-kit';
import type { FastifyInstance } from 'fastify';
import { Socket } from 'node:net';

/** Whether the process is shutting down: readiness then fails, and connections are closed after each response. */
@Injectable()
export class Drain {
  private draining = false;
  private readonly listeners: (() => void)[] = [];
  /** Connections without a request in progress, also those that have never sent one. */
  private readonly quiet = new Set<Socket>();

  get isDraining(): boolean {
    return this.draining;
  }

  /** For work that would not end otherwise. */
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
      // A client that reuses its connection would otherwise send its next request into a closing socket.
      if (this.draining) void reply.header('connection', 'close');
      done();
    });
    server.addHook('onResponse', (request, _reply, done) => {
      // Injected requests have a stand-in socket, which cannot be held open.
      if (request.raw.socket instanceof Socket && !request.raw.socket.destroyed) this.quiet.add(request.raw.socket);
      done();
    });
    // The server waits for every connection; an idle one would delay it for minutes.
    server.addHook('preClose', (done) => {
      this.begin();
      // Some have sent data that was not read yet: those are not idle.
      void stopAccepting(server.server).then(() => {
        for (const socket of this.quiet) socket.destroy();
        done();
      });
    });
  }
}
