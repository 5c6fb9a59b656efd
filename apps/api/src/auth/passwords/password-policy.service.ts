import { Injectable } from '@nestjs/common';
import { countCharacters } from '@pixelboxx/shared';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { fieldError } from '../../platform/errors/app-error.ts';

export interface PasswordOwner {
  readonly username: string;
  readonly email: string | null;
}

const productName = 'pixelboxx';

/**
 * Refuses passwords beyond the length limit in the contract: those that attackers try first (NIST SP 800-63B 3.1.1.2: a
 * blocklist instead of composition rules).
 */
@Injectable()
export class PasswordPolicy {
  private commonPasswords: Promise<ReadonlySet<string>> | undefined;

  constructor(@InjectConfig() private readonly config: Config) {}

  /** @throws AppError VALIDATION_ERROR on `field`, with a reason that the user can act on. */
  async assertAcceptable(password: string, owner: PasswordOwner, field = 'password'): Promise<void> {
    const { minLength } = this.config.passwords;
    if (countCharacters(password) < minLength) throw fieldError(field, `Use at least ${minLength} characters.`);
    if ((await this.common()).has(plain(password))) {
      throw fieldError(field, 'This is one of the most common passwords. Choose something only you would think of.');
    }
    const taken = [
      ['your username', owner.username],
      ['your e-mail', owner.email ?? ''],
      ['your e-mail', owner.email?.split('@', 1)[0] ?? ''],
      ['the name of this site', productName],
    ] as const;
    const resembled = taken.find(([, word]) => resembles(password, word));
    if (resembled) throw fieldError(field, `This is too close to ${resembled[0]}.`);
  }

  /** 49,000 entries, loaded at the first use so that they cost nothing at startup. */
  private common(): Promise<ReadonlySet<string>> {
    this.commonPasswords ??= import('@zxcvbn-ts/language-common').then(
      ({ dictionary }) => new Set(dictionary['passwords-common'].map(String)),
    );
    return this.commonPasswords;
  }
}

/** Equal to the word except for case, separators and a few characters before or after (`pixelboxx1`, `Alice_2026!`). */
function resembles(password: string, word: string): boolean {
  const folded = fold(password);
  const target = fold(word);
  if (target.length < 3) return false;
  if (folded === target) return true;
  return folded.includes(target) && countCharacters(password) - target.length <= 4;
}

function fold(text: string): string {
  return plain(text).replace(/[^\p{L}\p{N}]/gu, '');
}

/** Fullwidth letters and ligatures make a word no harder to guess. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
