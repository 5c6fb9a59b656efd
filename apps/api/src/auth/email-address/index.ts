/** Which address is whose. */
export { AccountClaimService } from './account-claim.service.ts';
export { EmailAddressModule } from './email-address.module.ts';
export { EmailAddressesService } from './email-addresses.service.ts';
export { VerificationLinks } from './verification-links.service.ts';
