import { Controller } from '@nestjs/common';
import { accountEndpoints, type CurrentUser } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { type CookieWriter, SetCookies } from '../cookies/index.ts';
import { SessionsService } from '../sessions/index.ts';
import { PasswordChangeService } from './password-change.service.ts';

@Controller()
@ApiGroup('Password', 'Forgotten, reset and changed passwords.')
export class PasswordController {
  constructor(
    private readonly changes: PasswordChangeService,
    private readonly sessions: SessionsService,
  ) {}

  @Handle(accountEndpoints.changePassword)
  // Opens a session with a fresh proof. Without `reauthentication` in its spec, a thief of session and password could
  // bypass the code.
  async change(
    @Input() { principal, body, context }: InputOf<typeof accountEndpoints.changePassword>,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<CurrentUser> {
    const tokens = await this.changes.change(principal, body, context);
    setCookies(this.sessions.cookiesOf(tokens));
    return tokens.user;
  }
}
