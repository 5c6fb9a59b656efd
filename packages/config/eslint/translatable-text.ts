import {
  AST_NODE_TYPES,
  ESLintUtils,
  type ParserServicesWithTypeInformation,
  type TSESLint,
  type TSESTree,
} from '@typescript-eslint/utils';
import { TypeFlags, type Type, type TypeReference } from 'typescript';

type Parent = TSESTree.JSXElement | TSESTree.JSXFragment;
type MessageId = 'changing' | 'beside' | 'fragment' | 'returned' | 'branch';
type Context = Readonly<TSESLint.RuleContext<MessageId, []>>;

const textFlags =
  TypeFlags.StringLike | TypeFlags.NumberLike | TypeFlags.BigIntLike | TypeFlags.Any | TypeFlags.Unknown;

/**
 * Text that changes, or has a conditional sibling, must be the only child of its element. A browser that translates a
 * page replaces text nodes with others. React then changes, removes or inserts before the node that it created, which
 * is gone: the page shows old text, or React throws and the page disappears (facebook/react#11538). If an element's
 * only child is one string, React replaces it as a whole, which works.
 */
export const translatableText = ESLintUtils.RuleCreator.withoutDocs<[], MessageId>({
  meta: {
    type: 'problem',
    schema: [],
    defaultOptions: [],
    messages: {
      changing: 'Text that changes needs an element of its own, or to be one string with what stands beside it.',
      beside: 'Text needs an element of its own beside something that comes and goes.',
      fragment: 'A fragment is no element of its own: put the text into one.',
      branch: 'Another branch may reuse this element: give it a key, or the text an element of its own.',
      returned: 'A component that is a bare text has no element of its own: return it in one.',
    },
  },
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const check = (parent: Parent) => checkChildren(context, services, parent);
    const checkResult = (result: TSESTree.Expression): void => {
      if (result.type === AST_NODE_TYPES.ConditionalExpression) {
        checkResult(result.consequent);
        checkResult(result.alternate);
        return;
      }
      if (!result.type.startsWith('JSX') && isPrimitive(services.getTypeAtLocation(result)))
        context.report({ node: result, messageId: 'returned' });
    };
    return {
      JSXElement: check,
      JSXFragment: check,
      ReturnStatement({ argument, parent }) {
        let owner: TSESTree.Node | undefined = parent;
        while (owner && !isFunction(owner)) owner = owner.parent;
        if (argument && owner && isComponent(owner)) checkResult(argument);
      },
      ArrowFunctionExpression(node) {
        if (node.body.type !== AST_NODE_TYPES.BlockStatement && isComponent(node)) checkResult(node.body);
      },
    };
  },
});

function checkChildren(context: Context, services: ParserServicesWithTypeInformation, parent: Parent): void {
  const children = parent.children.filter((child) => !isLayout(child));
  const isFragment = parent.type === AST_NODE_TYPES.JSXFragment;
  const changes = children.some((child) => isChanging(context, child));
  const isReused = children.length > 1 && mayBeReused(parent);
  for (const child of children) {
    const isText = mayBeText(services, child);
    if (!isText) continue;
    if (isFragment) context.report({ node: child, messageId: 'fragment' });
    else if (children.length > 1 && isChanging(context, child)) context.report({ node: child, messageId: 'changing' });
    else if (children.length > 1 && changes) context.report({ node: child, messageId: 'beside' });
    else if (isReused && !isBlank(child)) context.report({ node: child, messageId: 'branch' });
  }
}

/**
 * Whether React can reuse this element, with its text, for an element of another branch: neither it nor any of its
 * ancestors up to the branch has a key.
 */
function mayBeReused(element: TSESTree.Node): boolean {
  let node: TSESTree.Node | undefined = element;
  for (; node && !isFunction(node); node = node.parent) {
    if (node.type === AST_NODE_TYPES.JSXElement && hasKey(node)) return false;
    if (node.type === AST_NODE_TYPES.LogicalExpression) return false;
    if (node.type === AST_NODE_TYPES.ConditionalExpression) return true;
    if (node.type === AST_NODE_TYPES.IfStatement && node.parent.parent && isFunction(node.parent.parent)) return true;
    // An attribute or a property starts a new tree: it is not a child of the elements around it.
    if (node.type === AST_NODE_TYPES.Property) return false;
  }
  const body = node?.body;
  if (body?.type !== AST_NODE_TYPES.BlockStatement) return false;
  return body.body.some(({ type }) => type === AST_NODE_TYPES.IfStatement) && node !== undefined && isComponent(node);
}

/** A space between elements is the same in every language. */
function isBlank(child: TSESTree.JSXChild): boolean {
  return child.type === AST_NODE_TYPES.JSXText && child.value.trim() === '';
}

function hasKey({ openingElement }: TSESTree.JSXElement): boolean {
  return openingElement.attributes.some(
    (attribute) => attribute.type === AST_NODE_TYPES.JSXAttribute && attribute.name.name === 'key',
  );
}

/** Line breaks between elements, and comments. */
function isLayout(child: TSESTree.JSXChild): boolean {
  if (child.type === AST_NODE_TYPES.JSXText) return child.value.trim() === '' && child.value.includes('\n');
  return (
    child.type === AST_NODE_TYPES.JSXExpressionContainer && child.expression.type === AST_NODE_TYPES.JSXEmptyExpression
  );
}

function mayBeText(services: ParserServicesWithTypeInformation, child: TSESTree.JSXChild): boolean {
  if (child.type === AST_NODE_TYPES.JSXText) return true;
  if (child.type !== AST_NODE_TYPES.JSXExpressionContainer) return false;
  return couldBeText(services, services.getTypeAtLocation(child.expression));
}

function couldBeText(services: ParserServicesWithTypeInformation, type: Type, seen = new Set<Type>()): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  if (type.isUnion()) return type.types.some((member) => couldBeText(services, member, seen));
  if (isFalsyLiteral(type)) return false;
  if ((type.flags & textFlags) !== 0) return true;
  const checker = services.program.getTypeChecker();
  const [member] = checker.isArrayType(type) ? checker.getTypeArguments(type as TypeReference) : [];
  return member !== undefined && couldBeText(services, member, seen);
}

/** The rest of `text && <p />` if there is no text. */
function isFalsyLiteral(type: Type): boolean {
  return type.isLiteral() && (type.value === '' || type.value === 0 || typeof type.value === 'object');
}

function isPrimitive(type: Type): boolean {
  return (type.isUnion() ? type.types : [type]).some(({ flags }) => (flags & textFlags) !== 0) && !isNode(type);
}

/** `ReactNode`: a value passed in, for which the caller is responsible. */
function isNode(type: Type): boolean {
  return type.isUnion() && type.types.some((member) => (member.flags & TypeFlags.Object) !== 0);
}

/** Whether another render can produce another text. Literals and module constants cannot. */
function isChanging(context: Context, child: TSESTree.JSXChild): boolean {
  if (child.type !== AST_NODE_TYPES.JSXExpressionContainer) return false;
  const { expression } = child;
  if (expression.type === AST_NODE_TYPES.Literal) return false;
  if (expression.type !== AST_NODE_TYPES.Identifier) return true;
  let scope: TSESLint.Scope.Scope | null = context.sourceCode.getScope(expression);
  while (scope && !scope.set.has(expression.name)) scope = scope.upper;
  return scope?.block.type !== AST_NODE_TYPES.Program;
}

type AnyFunction = TSESTree.ArrowFunctionExpression | TSESTree.FunctionDeclaration | TSESTree.FunctionExpression;

function isFunction(node: TSESTree.Node): node is AnyFunction {
  return /Function(?:Declaration|Expression)$/.test(node.type);
}

function isComponent(node: TSESTree.Node): boolean {
  if (!isFunction(node)) return false;
  const { parent } = node;
  const variable = parent.type === AST_NODE_TYPES.VariableDeclarator ? parent.id : null;
  const name = node.id ?? (variable?.type === AST_NODE_TYPES.Identifier ? variable : null);
  return /^[A-Z]/.test(name?.name ?? '');
}
