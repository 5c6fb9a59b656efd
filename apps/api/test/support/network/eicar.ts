/**
 * The harmless file that every virus scanner detects (EICAR, "Anti-Malware Testfile"). Split here, so that no scanner
 * removes this very file.
 */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-', 'TEST-FILE!$H+H*'].join('');
