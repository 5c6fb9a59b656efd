import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Prisma } from '../generated/prisma/client.ts';

/** Receives the data that features hold about a user. */
export interface PersonalArchive {
  /**
   * A JSON document, `<name>.json`.
   * @param models whose rows about the user it contains: a table in no document must give a reason
   */
  addDocument(name: string, content: unknown, models: readonly Prisma.ModelName[]): void;
  /** A file as stored. `open` is called when its turn comes, so that few files are open at a time; null if it is gone. */
  addFile(name: string, open: () => Promise<Readable | Buffer | null>): void;
}

/** A feature that holds data about users. Features register themselves, so lower layers need not know them. */
export interface PersonalDataRegistration {
  /** Adds everything held about the user. */
  exportTo(archive: PersonalArchive, userId: string): Promise<void>;
  /**
   * Permanently removes what is not deleted with the user's row: objects, and rows without a reference to it. Runs
   * before the row is removed, at least once, so it must be idempotent.
   */
  purge?(userId: string): Promise<void>;
}

/** Knows every feature that holds data about users, to export and to remove all of it. */
@Injectable()
export class PersonalDataService {
  private readonly registrations: PersonalDataRegistration[] = [];

  /** Call it in `onModuleInit`. */
  register(registration: PersonalDataRegistration): void {
    this.registrations.push(registration);
  }

  async exportTo(archive: PersonalArchive, userId: string): Promise<void> {
    for (const registration of this.registrations) await registration.exportTo(archive, userId);
  }

  async purge(userId: string): Promise<void> {
    for (const registration of this.registrations) await registration.purge?.(userId);
  }
}
