import type { Rule } from 'eslint';

const suppression = /^\s*eslint-(disable|enable)/;
const reason = / -- \S.{9,}/s;

/** Refuses `eslint-disable` without a ` -- reason`. */
export const suppressionReason: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { missing: 'Say why: `eslint-disable-next-line rule -- reason`.' },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        const isBare = suppression.test(comment.value) && !reason.test(comment.value);
        if (isBare && comment.loc) context.report({ loc: comment.loc, messageId: 'missing' });
      }
    },
  }),
};
