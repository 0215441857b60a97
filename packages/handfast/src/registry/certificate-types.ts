/** What stands in a Certificate message: the IANA registry "TLS Certificate Types". RFC 7250 §3, §7 */

const types = [
  [0, 'X509'],
  [1, 'OpenPGP'],
  [2, 'RawPublicKey'],
  [3, '1609Dot2'],
] as const;

/** Those that we use: a chain, or a bare SubjectPublicKeyInfo. */
export type CertificateType = 'X509' | 'RawPublicKey';

/** Their numbers. */
export const certificateTypeIds: Readonly<Record<CertificateType, number>> = { X509: 0, RawPublicKey: 2 };

const names: ReadonlyMap<number, string> = new Map(types);

/** The name of a number, if it has one. */
export const certificateTypeName = (id: number): string | undefined => names.get(id);

/** The type with this number, if it is one of ours. */
export function certificateTypeById(id: number): CertificateType | undefined {
  const name = names.get(id);
  return name === 'X509' || name === 'RawPublicKey' ? name : undefined;
}
