import { describe, expect, expectTypeOf, it } from 'vitest';
import { declaredErrors, declareErrors, describeError, type ErrorCode, isErrorCode } from '../../src/errors.ts';

// As the contract of a feature does.
const sampleErrors = declareErrors({ SAMPLE_LOCKED: { status: 409, message: 'Somebody works on this sample.' } });

declare module '../../src/errors.ts' {
  interface FeatureErrors {
    readonly SAMPLE_LOCKED: (typeof sampleErrors)['SAMPLE_LOCKED'];
  }
}

describe('an error that a feature declares', () => {
  it('has its status and message when thrown and when read', () => {
    expect(isErrorCode('SAMPLE_LOCKED')).toBe(true);
    expect(describeError('SAMPLE_LOCKED')).toBe(sampleErrors.SAMPLE_LOCKED);
    expect(declaredErrors().get('SAMPLE_LOCKED')).toBe(sampleErrors.SAMPLE_LOCKED);
  });

  it('is a typed code', () => {
    expectTypeOf<'SAMPLE_LOCKED'>().toExtend<ErrorCode>();
    expectTypeOf<'SAMPLE_FORGOTTEN'>().not.toExtend<ErrorCode>();
  });

  it.each(['SAMPLE_LOCKED', 'NOT_FOUND'])('cannot take the code of another contract: %s', (code) => {
    expect(() => declareErrors({ [code]: { status: 409, message: 'Another.' } })).toThrow(
      `Two contracts declare the error ${code}`,
    );
  });

  it('is reported as unknown if its contract was not imported', () => {
    expect(() => describeError('SAMPLE_FORGOTTEN' as ErrorCode)).toThrow('No contract declares');
  });
});
