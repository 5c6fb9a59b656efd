import { Injectable } from '@nestjs/common';
import type { EndpointSpec } from '@pixelboxx/shared';
import type { EndpointGuard, Guard } from '../../platform/http/endpoint/endpoint-pipeline.ts';
import { SignInMethods } from './sign-in-methods.service.ts';

/** Closes what belongs to a way of signing in that is not offered, before anything is known of an account. */
@Injectable()
export class SignInMethodGuard implements EndpointGuard {
  constructor(private readonly methods: SignInMethods) {}

  /** What is offered is configured, so that requests to it pass nothing. */
  guardOf({ signInMethod }: EndpointSpec): Guard | null {
    if (signInMethod === undefined || this.methods.offers(signInMethod)) return null;
    return () => this.methods.assertOffered(signInMethod);
  }
}
