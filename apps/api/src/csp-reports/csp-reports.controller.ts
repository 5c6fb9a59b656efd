import { Controller } from '@nestjs/common';
import { cspReportEndpoints } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { CspReportsService } from './csp-reports.service.ts';
import { violationsOf } from './violation.ts';

@Controller()
@ApiGroup('Browser reports', 'What browsers tell by themselves.')
export class CspReportsController {
  constructor(private readonly reports: CspReportsService) {}

  @Handle(cspReportEndpoints.report)
  report(@Input() { report }: InputOf<typeof cspReportEndpoints.report>): Promise<void> {
    return this.reports.take(violationsOf(report));
  }
}
