import type { Rule } from 'eslint';

/**
 * Refuses to sleep in a test: how long something takes is not known on a busy machine. Also a poller of one's own, which is
 * a sleep in a loop.
 */
export const noNaps: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      nap: 'Wait by `pollUntil` of @pixelboxx/config/testing; what has to take time by itself does so by `takeTime`.',
    },
  },
  create: (context) => ({
    'ImportDeclaration[source.value=/^(node:)?timers\\u002Fpromises$/]'(node: Rule.Node) {
      context.report({ node, messageId: 'nap' });
    },
    // new Promise((resolve) => setTimeout(resolve, ms)), with or without `void` or braces.
    'NewExpression[callee.name="Promise"] > :function CallExpression[callee.name="setTimeout"] > Identifier:first-child.arguments'(
      node: Rule.Node,
    ) {
      context.report({ node, messageId: 'nap' });
    },
  }),
};

/** Refuses chance that cannot be repeated: a failure that nobody can bring about again is not repaired. */
export const seededRandomness: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { unseeded: 'Use `seededRandom` of @pixelboxx/config/testing: it prints the seed it began with.' },
  },
  create: (context) => ({
    'MemberExpression[object.name="Math"][property.name="random"]'(node: Rule.Node) {
      context.report({ node, messageId: 'unseeded' });
    },
  }),
};
