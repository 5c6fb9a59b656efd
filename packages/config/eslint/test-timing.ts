import type { Rule } from 'eslint';

/**
 * Refuses to sleep in a test: on a busy machine nobody knows how long something takes. Also refuses hand-written
 * pollers, which sleep in a loop.
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

/** Refuses randomness without a seed: a failure that cannot be reproduced cannot be fixed. */
export const seededRandomness: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      unseeded: 'Use `seededRandom` of @pixelboxx/config/testing: it prints the seed it began with.',
      property: 'Name a `seed`: a change is judged by what it changes, not by what is drawn today.',
    },
  },
  create: (context) => ({
    'MemberExpression[object.name="Math"][property.name="random"]'(node: Rule.Node) {
      context.report({ node, messageId: 'unseeded' });
    },
    'CallExpression[callee.object.name="fc"][callee.property.name=/^(assert|check)$/]'(node: Rule.Node) {
      const parameters = node.type === 'CallExpression' ? node.arguments[1] : undefined;
      const isNamed =
        parameters?.type === 'ObjectExpression'
          ? parameters.properties.some(
              (property) =>
                property.type === 'SpreadElement' ||
                (property.key.type === 'Identifier' && property.key.name === 'seed'),
            )
          : parameters;
      if (!isNamed) context.report({ node, messageId: 'property' });
    },
  }),
};
