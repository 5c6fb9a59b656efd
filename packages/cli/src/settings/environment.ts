import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** Settings from the environment. */
export interface Environment {
  /** `PIXELBOXX_TOKEN`, for scripts that cannot sign in interactively. */
  readonly token: string | undefined;
  /** `PIXELBOXX_URL`. */
  readonly url: string | undefined;
  /** Where tokens are stored. */
  readonly configDir: string;
  /** Where records of sent files are stored. */
  readonly stateDir: string;
}

/** The folders are those of the XDG Base Directory Specification, and of the user's profile on Windows. */
export function readEnvironment(
  variables: Variables = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): Environment {
  /** An empty variable counts as unset, and so does a relative path (XDG, "Basics"). */
  const folder = (name: string, fallback: string): string => {
    const value = variables[name];
    return join(value && isAbsolute(value) ? value : fallback, 'pixelboxx');
  };
  const roaming = join(home, 'AppData', 'Roaming');
  const isWindows = platform === 'win32';
  return {
    token: variables['PIXELBOXX_TOKEN'] || undefined,
    url: variables['PIXELBOXX_URL'] || undefined,
    configDir: isWindows ? folder('APPDATA', roaming) : folder('XDG_CONFIG_HOME', join(home, '.config')),
    stateDir: isWindows
      ? folder('LOCALAPPDATA', join(home, 'AppData', 'Local'))
      : folder('XDG_STATE_HOME', join(home, '.local', 'state')),
  };
}
