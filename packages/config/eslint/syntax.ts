interface Restriction {
  readonly selector: string;
  readonly message: string;
}

/** Syntax that is forbidden everywhere. */
export const restrictedSyntax: Restriction[] = [
  {
    // `x as unknown as Y` casts anything to anything.
    selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
    message: 'Narrow the value by a check or a schema instead of asserting through unknown.',
  },
  {
    // `this.sent += await send()` reads `sent`, waits, and then overwrites what others have added meanwhile.
    selector: 'AssignmentExpression[operator=/^[-+*\u002F%&|^]=$/][left.type="MemberExpression"] AwaitExpression',
    message:
      'Wait first, then change it: what stands on the left is read before the wait, and others may change it meanwhile.',
  },
  {
    selector: 'CallExpression[callee.object.name="vi"][callee.property.name=/^wait/]',
    message: 'Wait by `pollUntil` of @pixelboxx/config/testing, or by `expect.poll` for a value that is compared.',
  },
  {
    selector: 'MethodDefinition[kind="constructor"][value.params.length>7]',
    message: 'A class that depends on more than 7 others does two things: split it by what it answers for.',
  },
  {
    selector: 'CallExpression[callee.property.name="string"] Property[key.name="unit"][value.value=/^binary$/]',
    message: 'Use `anyText` of @pixelboxx/config/testing/any-text: this begins with a table of all characters.',
  },
];

const askTheClock = 'Inject the Clock, or take the moment as a parameter, so that any moment can be tried.';

/** Ways to read the time of day from the machine. */
export const clockReadings: Restriction[] = [
  { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: askTheClock },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: askTheClock },
  { selector: 'CallExpression[callee.name="Date"]', message: askTheClock },
];

const isHandedIn = 'Take `tx` first: the service that decides what belongs together opens the transaction.';

/** Ways to open a transaction: Prisma's, and ours with its limits. */
export const transactionOpenings: Restriction[] = [
  { selector: 'Identifier[name=/^(transact|[$]transaction|inTransaction)$/]', message: isHandedIn },
];
