import type { Rule } from 'eslint';
import { keptNames, type RetiredWord, retiredWords } from './retired-words-list.ts';

const patterns = retiredWords.map((retired) => ({
  retired,
  inNames: new RegExp(`(^|_)${retired.word.replace('-', '_')}s?(_|$)`),
  inComments: new RegExp(String.raw`(?<![\w\`'"./<-])${retired.word}s?(?![\w\`'"/-])`, 'i'),
}));

/** `handleStepUp`, `STEP_UP` and `step_up` have the words `step` and `up`, in that order: `handle_step_up`. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/** The result for each name: a repository repeats the same few thousand names. */
const found = new Map<string, RetiredWord | undefined>();

/** The retired word in one of our own names, if any. */
function retiredIn(name: string): RetiredWord | undefined {
  if (!found.has(name)) {
    const words = wordsOf(name);
    const word = patterns.find(({ inNames }) => inNames.test(words));
    found.set(name, keptNames.has(name) ? undefined : word?.retired);
  }
  return found.get(name);
}

/**
 * Refuses words that this repository has replaced by standard terms, so that newcomers find one name for one thing.
 * Texts for users may keep them: only identifiers and comments are checked.
 */
export const noRetiredWords: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { retired: '`{{word}}` is called `{{instead}}` here (docs/glossary.md).' },
  },
  create(context) {
    const report = (node: Rule.Node, { word, instead }: RetiredWord) =>
      context.report({ node, messageId: 'retired', data: { word, instead } });
    const check = (node: Rule.Node) => {
      const retired = 'name' in node && typeof node.name === 'string' ? retiredIn(node.name) : undefined;
      if (retired) report(node, retired);
    };
    return {
      Identifier: check,
      PrivateIdentifier: check,
      'JSXAttribute > JSXIdentifier': check,
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (!comment.loc) continue;
          for (const { retired, inComments } of patterns) {
            if (!retired.inComments || !inComments.test(comment.value)) continue;
            const { word, instead } = retired;
            context.report({ loc: comment.loc, messageId: 'retired', data: { word, instead } });
          }
        }
      },
    };
  },
};
