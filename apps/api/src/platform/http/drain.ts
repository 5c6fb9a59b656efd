import type { FastifyInstance } from 'fastify';
import { Injectable } from '@nestjs/common';

/** Whether the process is on its way out: readiness says no, and connections are handed back after each answer. */
@Injectable()
export class Drain {
  private draining = false;

  get isDraining(): boolean {
    return this.draining;
  }

  begin(): void {
    this.draining = true;
  }

  /** A client that keeps its connection would otherwise send its next request into a closing socket. */
  register(server: FastifyInstance): void {
    server.addHook('onSend', (_request, reply, _payload, done) => {
      if (this.draining) void reply.header('connection', 'close');
      done();
    });
  }
}
