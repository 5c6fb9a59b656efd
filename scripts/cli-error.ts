/** A failure whose message is all a person needs: it says what is wrong and what to do, and is shown without a stack. */
export class Fault extends Error {
  override name = 'Fault';
}
