import { Controller } from '@nestjs/common';
import { type MailDelivery, suppressionEndpoints, type SuppressionPage } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { SuppressionsService } from './suppressions.service.ts';

type In<Name extends keyof typeof suppressionEndpoints> = InputOf<(typeof suppressionEndpoints)[Name]>;

@Controller()
@ApiGroup('Suppressed addresses', 'Addresses that nothing more is mailed to.')
export class SuppressionsController {
  constructor(private readonly suppressions: SuppressionsService) {}

  @Handle(suppressionEndpoints.list)
  list(@Input() { query }: In<'list'>): Promise<SuppressionPage> {
    return this.suppressions.page(query);
  }

  @Handle(suppressionEndpoints.lift)
  lift(@Input() { principal: actor, params: { id }, context }: In<'lift'>): Promise<void> {
    return this.suppressions.lift(id, { actor, context });
  }

  @Handle(suppressionEndpoints.own)
  own(@Input() { principal }: In<'own'>): Promise<MailDelivery> {
    return this.suppressions.ownOf(principal.user.id);
  }
}
