import { describe, expect, it } from 'vitest';
import { declaredSecurityEvents, declareSecurityEvents, LiveEvent } from '../../src/index.ts';

declareSecurityEvents({ NOTE_REMOVED: 'A note of yours was removed by the people who look after this site.' });

describe('security events of features', () => {
  it('are known with their sentence, besides those of the foundation', () => {
    expect(declaredSecurityEvents().get('NOTE_REMOVED')).toMatch(/^A note/);
    expect(declaredSecurityEvents().has('SIGNED_IN')).toBe(true);
  });

  it('are told to open pages like all', () => {
    const told = { type: 'security.noticed', data: { event: 'NOTE_REMOVED' } };
    expect(LiveEvent.parse(told)).toEqual(told);
    expect(LiveEvent.safeParse({ type: 'security.noticed', data: { event: 'NOTE_BURNT' } }).success).toBe(false);
  });

  it('have one contract each, and names that the column holds', () => {
    expect(() => declareSecurityEvents({ SIGNED_IN: 'Again.' })).toThrow('Two contracts');
    expect(() => declareSecurityEvents({ NOTE_REMOVED: 'Again.' })).toThrow('Two contracts');
    for (const type of ['noteRemoved', 'REMOVED', `NOTE_${'A'.repeat(60)}`]) {
      expect(() => declareSecurityEvents({ [type]: 'Some.' }), type).toThrow('not spelt');
    }
  });
});
