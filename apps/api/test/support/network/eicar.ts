/**
 * The harmless file every virus scanner calls a virus (EICAR, "Anti-Malware Testfile"). In pieces here, so that no
 * scanner takes this very file away.
 */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-', 'TEST-FILE!$H+H*'].join('');
