/**
 * An environment variable for Node programs that a test starts with a custom environment: where V8 caches compiled
 * modules, types stripped, for their next start; this saves half of the start-up time. Other programs inherit it.
 */
export function compileCache(): { NODE_COMPILE_CACHE?: string } {
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
}
