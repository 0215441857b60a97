/** OCTET STRING, of any bytes or of another element (X.690 §8.7). */

import { closeElement, type DerType, element, openElement, type Tagged, writeElement } from './element.ts';
import { universal } from './identifier.ts';

/** Any bytes. */
export const octetString: Tagged<Uint8Array> = element('OCTET STRING', universal.octetString, {
  name: 'OCTET STRING',
  read: (input) => input.bytes(input.remaining),
  write: (output, value) => output.bytes(value),
});

/** `OCTET STRING (CONTAINING Type)`: one whole element of `type`, which a trace shows under `name`. */
export function octetStringContaining<T>(name: string, type: DerType<T>): DerType<T> {
  return {
    name: `OCTET STRING (CONTAINING ${type.name})`,
    accepts: (identifier) => identifier === universal.octetString,
    read(input) {
      const mark = openElement(input, universal.octetString);
      const value = input.field(name, type);
      closeElement(input, mark);
      return value;
    },
    write: (output, value) => writeElement(output, universal.octetString, (inner) => type.write(inner, value)),
  };
}
