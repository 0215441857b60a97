/** BOOLEAN and NULL (X.690 §8.2, §8.8, §11.1). */

import { badDer, element, type Tagged } from './element.ts';
import { universal } from './identifier.ts';

/** `TRUE` is ff, `FALSE` is 00, and nothing else is either. X.690 §11.1 */
export const boolean: Tagged<boolean> = element('BOOLEAN', universal.boolean, {
  name: 'BOOLEAN',
  read(input) {
    if (input.remaining !== 1) throw badDer(input, 'a boolean that is not one byte');
    const octet = input.uint(1);
    if (octet !== 0 && octet !== 0xff) throw badDer(input, 'a boolean that is neither 00 nor ff');
    return octet === 0xff;
  },
  write: (output, value) => output.uint(1, value ? 0xff : 0),
});

/** `NULL` has no content. */
export const nullType: Tagged<null> = element('NULL', universal.null, {
  name: 'NULL',
  read: () => null,
  write: () => {},
});
