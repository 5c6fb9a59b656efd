import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Prisma } from '../generated/prisma/client.ts';

/** Where a feature puts what it holds about a user. */
export interface PersonalArchive {
  /**
   * A JSON document, `<name>.json`.
   * @param models whose rows about the user it tells: a table that no document names must say why
   */
  addDocument(name: string, content: unknown, models: readonly Prisma.ModelName[]): void;
  /** A file as stored. `open` is called when its turn comes, so that few are open at a time; null if it is gone. */
  addFile(name: string, open: () => Promise<Readable | Buffer | null>): void;
}

/** A feature that holds data about users. Each registers one, so that whoever stands below need not know it. */
export interface PersonalDataRegistration {
  /** Adds everything held about the user. */
  exportTo(archive: PersonalArchive, userId: string): Promise<void>;
  /**
   * Removes for ever what does not go with the user's row: objects, and rows without a reference to it. Runs before the
   * row is removed, at least once: it must bear being run again.
   */
  purge?(userId: string): Promise<void>;
}

/** Knows every feature that holds data about users: for handing it all over, and for removing it all. */
@Injectable()
export class PersonalDataService {
  private readonly registrations: PersonalDataRegistration[] = [];

  /** In `onModuleInit`. */
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
