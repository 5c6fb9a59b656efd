import type { CommandName } from './arguments.ts';

const general = `pixelboxx <command> [options]

Commands
  login [--url URL] [--name NAME]   sign in to a site: shows a code to enter in a browser
  logout [--url URL] [--local]      end the token; --local only forgets it here
  whoami [--url URL]                who is signed in
  upload PATH…                      upload images, and those in folders

Options
  --url URL     the site; else PIXELBOXX_URL, else the one signed in to last
  --json        one JSON document a line
  -h, --help    this, or with a command what it can do
  -v, --version

Environment
  PIXELBOXX_URL, PIXELBOXX_TOKEN    for programs that run without anybody who could sign in

Ends with
  0  done
  1  some files were not sent
  2  not understood
  3  not signed in, or not allowed
  4  the site could not be reached
  5  something on this machine
  130, 143  interrupted; the same command goes on where it was`;

const commands: Readonly<Record<CommandName, string>> = {
  login: `pixelboxx login [--url URL] [--name NAME]

Shows a code. Enter it on the site, in a browser where you are signed in. The token that the program is then given works for
90 days, may upload images and edit albums, and is listed under “Access tokens” in your security settings.

  --url URL     the site
  --name NAME   what the token is called there; else the name of this machine`,
  logout: `pixelboxx logout [--url URL] [--local]

Ends the token on the site and forgets it.

  --local   only forgets it, for a site that is gone`,
  whoami: `pixelboxx whoami [--url URL]

Says who is signed in, and where.`,
  upload: `pixelboxx upload PATH… [--album ALBUM] [--visibility public|private] [--concurrency N] [--dry-run]

Uploads images (JPEG, PNG, WebP, GIF, HEIC), and those in folders and folders within. What was sent before is not sent again, also
under another name. Interrupted, the same command goes on where it was. In folders, hidden files, symbolic links and
other files are left out.

  --album ALBUM       adds them to the album of this title or id, which is made if there is none of that title
  --visibility WHO    who sees what is sent now: private (default) or public; what was sent before stays as it is
  --concurrency N     how many files at a time, 1 to 8; 3 by default
  --dry-run           says what would be sent, and sends nothing`,
};

export function helpOf(command: CommandName | null): string {
  return command === null ? general : commands[command];
}
