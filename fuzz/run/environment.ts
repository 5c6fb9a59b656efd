/** Where the product under test is, as passed by `npm run fuzz`. */
export interface FuzzEnvironment {
  readonly apiPort: number;
  readonly webPort: number;
  readonly aiPort: number;
  readonly aiToken: string;
  readonly dataDir: string;
  readonly pidFile: string;
  readonly openApiPath: string;
}

/** @throws Error naming the variable that is missing */
export function readEnvironment(env: NodeJS.ProcessEnv): FuzzEnvironment {
  const text = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`${name} is missing: start this by \`npm run fuzz\``);
    return value;
  };
  return {
    apiPort: Number(text('FUZZ_API_PORT')),
    webPort: Number(text('FUZZ_WEB_PORT')),
    aiPort: Number(text('FUZZ_AI_PORT')),
    aiToken: text('FUZZ_AI_TOKEN'),
    dataDir: text('FUZZ_DATA_DIR'),
    pidFile: text('FUZZ_PID_FILE'),
    openApiPath: text('FUZZ_OPENAPI'),
  };
}
