/**
 * The AES block cipher (FIPS 197), for key files under a password and for nothing else.
 * Table look-ups make its time depend on the key: whoever can measure that on this machine can read the file as well.
 */

/** Both directions of AES under one key. */
export interface BlockCipher {
  /** The ciphertext of 16 bytes. */
  encrypt(block: Uint8Array): Uint8Array;
  /** The plaintext of 16 bytes. */
  decrypt(block: Uint8Array): Uint8Array;
}

/** AES with a key of 16, 24 or 32 bytes. */
export function aes(key: Uint8Array): BlockCipher {
  const keys = expandKey(key);
  const rounds = keys.length / 16 - 1;
  const roundKey = (round: number): Uint8Array => keys.subarray(16 * round, 16 * round + 16);
  return {
    encrypt(block) {
      let state: Uint8Array = xor(block, roundKey(0));
      for (let round = 1; round < rounds; round++) {
        state = xor(mixColumns(shiftRows(substitute(state, sBox), 1), forwardMix), roundKey(round));
      }
      return xor(shiftRows(substitute(state, sBox), 1), roundKey(rounds));
    },
    decrypt(block) {
      let state: Uint8Array = xor(block, roundKey(rounds));
      for (let round = rounds - 1; round > 0; round--) {
        state = mixColumns(xor(substitute(shiftRows(state, 3), inverseSBox), roundKey(round)), inverseMix);
      }
      return xor(substitute(shiftRows(state, 3), inverseSBox), roundKey(0));
    },
  };
}

/** FIPS 197 §5.2 */
function expandKey(key: Uint8Array): Uint8Array {
  const words = key.length / 4;
  const expanded = new Uint8Array(16 * (words + 7));
  expanded.set(key);
  let constant = 1;
  for (let at = key.length; at < expanded.length; at += 4) {
    let word: Uint8Array = expanded.slice(at - 4, at);
    const index = at / 4;
    if (index % words === 0) {
      word = substitute(Uint8Array.of(...word.subarray(1), word[0] as number), sBox);
      word[0] = (word[0] as number) ^ constant;
      constant = double(constant);
    } else if (words > 6 && index % words === 4) {
      word = substitute(word, sBox);
    }
    for (let i = 0; i < 4; i++) expanded[at + i] = (expanded[at + i - key.length] as number) ^ (word[i] as number);
  }
  return expanded;
}

const substitute = (state: Uint8Array, box: Uint8Array): Uint8Array => state.map((byte) => box[byte] as number);

const xor = (left: Uint8Array, right: Uint8Array): Uint8Array => left.map((byte, i) => byte ^ (right[i] as number));

/** Row r moves by r columns to the left, or three times as far to go back. §5.1.2, §5.3.1 */
const shiftRows = (state: Uint8Array, times: 1 | 3): Uint8Array =>
  state.map((_, at) => state[(at + 4 * times * (at % 4)) % 16] as number);

/** Each column times a polynomial. §5.1.3, §5.3.3 */
const mixColumns = (state: Uint8Array, factors: readonly number[]): Uint8Array =>
  state.map((_, at) => {
    const column = at - (at % 4);
    let sum = 0;
    for (let i = 0; i < 4; i++) sum ^= multiply(state[column + ((at + i) % 4)] as number, factors[i] as number);
    return sum;
  });

const forwardMix = [2, 3, 1, 1];
const inverseMix = [14, 11, 13, 9];

/** Products in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. §4.2 */
function multiply(left: number, right: number): number {
  let product = 0;
  for (let power = left, rest = right; rest > 0; power = double(power), rest >>= 1) {
    if (rest & 1) product ^= power;
  }
  return product;
}

const double = (value: number): number => ((value << 1) ^ (value & 0x80 ? 0x1b : 0)) & 0xff;

/** The inverse in GF(2^8), then an affine map. §5.1.1 */
function makeSBox(): Uint8Array {
  const box = new Uint8Array(256);
  let value = 1;
  let inverse = 1;
  // 3 generates the field: its powers and those of 1/3 = 246 meet every pair of inverses.
  do {
    let image = 0x63;
    for (let turn = 0; turn < 5; turn++) image ^= ((inverse << turn) | (inverse >> (8 - turn))) & 0xff;
    box[value] = image;
    value = multiply(value, 3);
    inverse = multiply(inverse, 246);
  } while (value !== 1);
  box[0] = 0x63;
  return box;
}

const sBox = makeSBox();
const inverseSBox = Uint8Array.from({ length: 256 }, (_, byte) => sBox.indexOf(byte));
