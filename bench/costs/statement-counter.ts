import { standBeforeDatabase } from '@pixelboxx/config/testing';
import type { Socket } from 'node:net';
import { readFrontend } from './frontend-reader.ts';

/** A proxy between a process and its PostgreSQL that counts statements. */
export class StatementCounter {
  statements = 0;
  bytes = 0;
  private proxy = { url: '', stop: (): void => undefined };
  private texts: Map<string, number> | undefined;

  static async start(databaseUrl: string): Promise<StatementCounter> {
    const counter = new StatementCounter();
    counter.proxy = await standBeforeDatabase(databaseUrl, (client, upstream) => counter.count(client, upstream));
    return counter;
  }

  get url(): string {
    return this.proxy.url;
  }

  /** Starts to record the texts of statements. */
  record(): void {
    this.texts = new Map();
  }

  /** How often each text was seen since `record`, most frequent first; stops recording. */
  recorded(): [text: string, count: number][] {
    const texts = [...(this.texts ?? [])].toSorted(([, one], [, other]) => other - one);
    this.texts = undefined;
    return texts;
  }

  stop(): void {
    this.proxy.stop();
  }

  private count(client: Socket, upstream: Socket): void {
    const read = readFrontend((text) => {
      this.statements += 1;
      this.texts?.set(text, (this.texts.get(text) ?? 0) + 1);
    });
    client.on('data', (bytes: Buffer) => {
      this.bytes += bytes.length;
      read(bytes);
    });
    upstream.on('data', (bytes: Buffer) => (this.bytes += bytes.length));
  }
}
