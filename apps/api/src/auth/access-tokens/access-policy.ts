import { Injectable } from '@nestjs/common';
import type { Access, Role } from '@pixelboxx/shared';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import type { Principal } from '../../platform/http/security/principal.ts';

/** Why a live session is refused what an endpoint asks for. */
export type Refusal = 'FORBIDDEN' | 'SECOND_FACTOR_REQUIRED';

const rank = { USER: 0, MOD: 1, ADMIN: 2 } as const;
const needed = { public: 0, user: 0, mod: 1, admin: 2 } as const;

/**
 * The one place that says what a role may do. Where `STAFF_SECOND_FACTOR` is `required`, the power of moderators and
 * administrators exists only in a session whose holder proved a second factor (OWASP ASVS 5.0: 6.3.3): a stolen password
 * of theirs is that of an ordinary member (ADR 36).
 */
@Injectable()
export class AccessPolicy {
  private readonly isSecondFactorRequired: boolean;

  constructor(@InjectConfig() config: Config) {
    this.isSecondFactorRequired = config.staff.secondFactor === 'required';
  }

  /** Null when it is granted. */
  refusalOf({ user: { role }, hasSecondFactor }: Principal, access: Access): Refusal | null {
    if (rank[role] < needed[access]) return 'FORBIDDEN';
    return needed[access] > 0 && this.awaitsSecondFactor(role) && !hasSecondFactor ? 'SECOND_FACTOR_REQUIRED' : null;
  }

  /** Whether what this role adds to a member's waits for a second factor in each session. */
  awaitsSecondFactor(role: Role): boolean {
    return role !== 'USER' && this.isSecondFactorRequired;
  }
}
