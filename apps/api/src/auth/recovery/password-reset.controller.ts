import { Controller } from '@nestjs/common';
import { accountEndpoints, type Done, type PendingReset } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { Client, type ClientState, type CookieWriter, SetCookies } from '../cookies/index.ts';
import { KnownDeviceCookies } from '../known-devices/index.ts';
import { SessionsService } from '../sessions/index.ts';
import { ForgottenPasswordService } from './forgotten-password.service.ts';
import { PasswordResetService } from './password-reset.service.ts';

@Controller()
@ApiGroup('Password', 'Forgotten, reset and changed passwords.')
export class PasswordResetController {
  constructor(
    private readonly forgotten: ForgottenPasswordService,
    private readonly resets: PasswordResetService,
    private readonly sessions: SessionsService,
    private readonly devices: KnownDeviceCookies,
  ) {}

  @Handle(accountEndpoints.forgotPassword)
  forgot(@Input() { body, context }: InputOf<typeof accountEndpoints.forgotPassword>): Promise<void> {
    return this.forgotten.mailLink(body.email, context);
  }

  @Handle(accountEndpoints.resetPassword)
  async reset(
    @Input() { body, context }: InputOf<typeof accountEndpoints.resetPassword>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<Done> {
    const user = await this.resets.reset(body, context);
    // The holder of the mailbox is no stranger: an attack that continues cannot use up this browser's attempts.
    setCookies([...this.sessions.clearedCookies(), this.devices.remember(client, user)]);
    return { done: true };
  }

  @Handle(accountEndpoints.pendingReset)
  pendingReset(@Input() { body }: InputOf<typeof accountEndpoints.pendingReset>): Promise<PendingReset> {
    return this.resets.questions(body.token);
  }
}
