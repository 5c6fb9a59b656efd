import { Controller } from '@nestjs/common';
import { accountEndpoints, type Done } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { ReportCompromiseService } from './report-compromise.service.ts';

@Controller()
@ApiGroup('SecurityEvents', 'What happened on an account, and undoing what its owner did not do.')
export class ReportCompromiseController {
  constructor(private readonly reports: ReportCompromiseService) {}

  @Handle(accountEndpoints.reportCompromise)
  async reportCompromise(@Input() { body, context }: InputOf<typeof accountEndpoints.reportCompromise>): Promise<Done> {
    await this.reports.report(body.token, context);
    return { done: true };
  }
}
