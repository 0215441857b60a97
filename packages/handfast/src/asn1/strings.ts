/** The string types, each with its own characters (X.680 §41, X.690 §8.23). */

import { fromUtf8, latin1, utf8 } from '../base/bytes.ts';
import { MisuseError } from '../base/errors.ts';
import { badDer, element, type Tagged } from './element.ts';
import { universal } from './identifier.ts';

/** Any text. */
export const utf8String: Tagged<string> = string('UTF8String', universal.utf8String, fromUtf8, utf8);

/** Letters, digits, space and `'()+,-./:=?`. X.680 §41.4 */
export const printableString: Tagged<string> = ascii(
  'PrintableString',
  universal.printableString,
  /^[A-Za-z0-9 '()+,\-./:=?]*$/,
);

/** Digits and space. X.680 §41.2 */
export const numericString: Tagged<string> = ascii('NumericString', universal.numericString, /^[0-9 ]*$/);

/** ASCII, control characters included. */
export const ia5String: Tagged<string> = ascii('IA5String', universal.ia5String, /^\p{ASCII}*$/u);

/** ASCII that can be printed. */
export const visibleString: Tagged<string> = ascii('VisibleString', universal.visibleString, /^[ -~]*$/);

/** T.61, which everybody has always read as Latin-1. */
export const teletexString: Tagged<string> = string('TeletexString', universal.teletexString, latin1, narrow);

/** Two bytes for each character, of the basic plane only. */
export const bmpString: Tagged<string> = wide('BMPString', universal.bmpString, 2);

/** Four bytes for each character. */
export const universalString: Tagged<string> = wide('UniversalString', universal.universalString, 4);

/** The bytes of a text whose characters are below 256, or `undefined`. */
function narrow(text: string): Uint8Array | undefined {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return latin1(bytes) === text ? bytes : undefined;
}

function ascii(name: string, identifier: number, allowed: RegExp): Tagged<string> {
  const decode = (bytes: Uint8Array): string | undefined => {
    const text = fromUtf8(bytes);
    return text !== undefined && allowed.test(text) ? text : undefined;
  };
  return string(name, identifier, decode, (text) => (allowed.test(text) ? utf8(text) : undefined));
}

function wide(name: string, identifier: number, size: 2 | 4): Tagged<string> {
  const decode = (bytes: Uint8Array): string | undefined => {
    if (bytes.length % size !== 0) return undefined;
    let text = '';
    for (let at = 0; at < bytes.length; at += size) {
      let point = 0;
      for (let i = at; i < at + size; i++) point = point * 256 + (bytes[i] as number);
      if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined;
      text += String.fromCodePoint(point);
    }
    return text;
  };
  const encode = (text: string): Uint8Array | undefined => {
    const points = Array.from(text, (character) => character.codePointAt(0) as number);
    const bytes = new Uint8Array(size * points.length);
    const view = new DataView(bytes.buffer);
    for (const [i, point] of points.entries()) {
      if (size === 4) view.setUint32(4 * i, point);
      else view.setUint16(2 * i, point);
    }
    return decode(bytes) === text ? bytes : undefined;
  };
  return string(name, identifier, decode, encode);
}

/** A string type; `decode` and `encode` answer `undefined` where the type has no such character. */
function string(
  name: string,
  identifier: number,
  decode: (bytes: Uint8Array) => string | undefined,
  encode: (text: string) => Uint8Array | undefined,
): Tagged<string> {
  return element(name, identifier, {
    name,
    read(input) {
      const text = decode(input.bytes(input.remaining));
      if (text === undefined) throw badDer(input, `characters that ${name} does not have`);
      return text;
    },
    write(output, text) {
      const bytes = encode(text);
      if (bytes === undefined) throw new MisuseError(`${JSON.stringify(text)} does not fit ${name}`);
      output.bytes(bytes);
    },
  });
}
