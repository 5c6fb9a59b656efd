/** Decides which account an address belongs to. */
export { AccountClaimService } from './account-claim.service.ts';
export { EmailAddressModule } from './email-address.module.ts';
export { EmailAddressesService } from './email-addresses.service.ts';
export { VerificationLinks } from './verification-links.service.ts';
