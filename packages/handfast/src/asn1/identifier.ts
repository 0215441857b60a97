/** Identifier octets: class, form and number of a tag in one byte (X.690 §8.1.2). */

/** Set in the identifier of an element that is made of elements. */
export const constructed = 0x20;

/** The universal types that X.509 uses, in the form that DER prescribes for each. */
export const universal = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
} as const;

/** The identifier octet of `[number]`. */
export const contextSpecific = (number: number, form: number): number => 0x80 | form | number;

/** `SEQUENCE`, `[0]`, `[APPLICATION 3]`: an identifier octet as ASN.1 writes it. */
export function identifierName(identifier: number): string {
  const number = identifier & 0x1f;
  const form = identifier & constructed ? ' constructed' : '';
  if (identifier >> 6 !== 0) return `[${classes[identifier >> 6]}${number}]${form}`;
  return names.get(identifier) ?? `[UNIVERSAL ${number}]${form}`;
}

const classes = ['UNIVERSAL ', 'APPLICATION ', '', 'PRIVATE '];

const names = new Map<number, string>([
  [universal.boolean, 'BOOLEAN'],
  [universal.integer, 'INTEGER'],
  [universal.bitString, 'BIT STRING'],
  [universal.octetString, 'OCTET STRING'],
  [universal.null, 'NULL'],
  [universal.objectIdentifier, 'OBJECT IDENTIFIER'],
  [universal.enumerated, 'ENUMERATED'],
  [universal.utf8String, 'UTF8String'],
  [universal.sequence, 'SEQUENCE'],
  [universal.set, 'SET'],
  [universal.numericString, 'NumericString'],
  [universal.printableString, 'PrintableString'],
  [universal.teletexString, 'TeletexString'],
  [universal.ia5String, 'IA5String'],
  [universal.utcTime, 'UTCTime'],
  [universal.generalizedTime, 'GeneralizedTime'],
  [universal.visibleString, 'VisibleString'],
  [universal.universalString, 'UniversalString'],
  [universal.bmpString, 'BMPString'],
]);
