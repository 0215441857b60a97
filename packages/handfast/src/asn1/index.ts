/** Public entry `handfast/asn1`: object identifiers by name, and PEM. */

export type { ObjectIdentifier } from './object-identifier.ts';
export { objectName, oid } from './object-names.ts';
export { encodePem, type PemObject, parsePem, parsePemOf } from './pem.ts';
