import { expect, it } from 'vitest';
import { fieldError, fieldErrors } from './app-error.ts';

it('a service can report errors of several fields at once, in the format of schema errors', () => {
  const error = fieldErrors({ title: 'You have a page of this title.', 'blocks.2': ['Too long.', 'Not yours.'] });
  expect(error).toMatchObject({
    code: 'VALIDATION_ERROR',
    status: 400,
    details: { fields: { title: ['You have a page of this title.'], 'blocks.2': ['Too long.', 'Not yours.'] } },
  });
  expect(fieldError('__proto__', 'No.').details.fields).toEqual(Object.fromEntries([['__proto__', ['No.']]]));
});
