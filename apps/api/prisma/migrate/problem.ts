/** Something the user at the terminal can act on; printed as its lines, without a stack. */
export class DatabaseProblem extends Error {
  override readonly name = 'DatabaseProblem';
}
