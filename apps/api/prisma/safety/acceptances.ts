import type { StatementFinding } from './statements.ts';

/** `-- accept drop-column users.nickname: nothing has read it since v1.4`, in the migration itself. */
const acceptance = /^[ \t]*-- accept (?<rule>[a-z-]+) (?<subject>\S+): *(?<reason>\S.*)$/gm;

export interface AcceptedFinding extends StatementFinding {
  readonly reason: string;
}

export interface Assessment {
  readonly refused: StatementFinding[];
  readonly accepted: AcceptedFinding[];
  /** Acceptances of what is not there: left over, or wrongly spelled. */
  readonly idle: string[];
}

/** Which findings the script's author answers for. One acceptance speaks of one object, not of a kind. */
export function assess(script: string, findings: readonly StatementFinding[]): Assessment {
  const reasons = new Map<string, string>();
  for (const { groups = {} } of script.matchAll(acceptance))
    reasons.set(`${groups['rule'] ?? ''} ${groups['subject'] ?? ''}`, groups['reason'] ?? '');
  const keyOf = ({ rule, subject }: StatementFinding): string => `${rule} ${subject}`;
  const found = new Set(findings.map(keyOf));
  return {
    refused: findings.filter((finding) => !reasons.has(keyOf(finding))),
    accepted: findings.flatMap((finding) => {
      const reason = reasons.get(keyOf(finding));
      return reason === undefined ? [] : [{ ...finding, reason }];
    }),
    idle: [...reasons.keys()].filter((key) => !found.has(key)),
  };
}
