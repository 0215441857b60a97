/** Blind changes to bytes: bits, numbers, ranges, and values that the code compares with. */

import type { Random } from './random.ts';

/** What changes may draw from. */
export interface Material {
  readonly random: Random;
  /** Values that occur in the code as literals. */
  readonly tokens: readonly Uint8Array[];
  /** Another input. */
  other(): Uint8Array;
}

type Change = (input: Uint8Array, material: Material) => Uint8Array;

/** One to six changes, one after another; never longer than `longest`. */
export function mutate(input: Uint8Array, material: Material, longest: number): Uint8Array {
  let changed = input;
  for (let left = 1 + material.random.below(6); left > 0; left--) {
    changed = material.random.pick(changes)(changed, material);
  }
  return changed.subarray(0, longest);
}

/** `input` with `length` bytes from `at` on replaced. */
export function replaced(input: Uint8Array, at: number, length: number, by: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.max(0, input.length - length) + by.length);
  whole.set(input.subarray(0, at));
  whole.set(by, at);
  whole.set(input.subarray(at + length), at + by.length);
  return whole;
}

const none = new Uint8Array(0);
const extremes = [0, 1, 2, 3, 4, 0x0f, 0x10, 0x1f, 0x20, 0x30, 0x40, 0x7f, 0x80, 0x81, 0x82, 0xa0, 0xa3, 0xfe, 0xff];

/** Somewhere in the input, and a length that fits there; short ones are more likely. */
function range(input: Uint8Array, random: Random): readonly [at: number, length: number] {
  const at = random.below(input.length + 1);
  const most = random.below(4) === 0 ? input.length : 8;
  return [at, Math.min(input.length - at, 1 + random.below(most))];
}

const setByte =
  (value: (old: number, random: Random) => number): Change =>
  (input, { random }) => {
    if (input.length === 0) return input;
    const at = random.below(input.length);
    const changed = Uint8Array.from(input);
    changed[at] = value(changed[at] as number, random);
    return changed;
  };

const flip = setByte((old, random) => old ^ (1 << random.below(8)));

/** Adds a little to a number of one to three bytes: lengths, counts and versions are such numbers. */
const add: Change = (input, { random }) => {
  const size = 1 + random.below(3);
  if (input.length < size) return input;
  const changed = Uint8Array.from(input);
  const at = random.below(input.length - size + 1);
  let carry = random.below(33) - 16;
  for (let i = at + size - 1; i >= at; i--) {
    carry += changed[i] as number;
    changed[i] = carry;
    carry >>= 8;
  }
  return changed;
};

const changes: readonly Change[] = [
  flip,
  flip,
  setByte((_, random) => random.below(256)),
  setByte((_, random) => random.pick(extremes)),
  add,
  add,
  (input, { random }) => replaced(input, ...range(input, random), none),
  (input, { random }) => replaced(input, random.below(input.length + 1), 0, random.bytes(1 + random.below(8))),
  (input, { random }) => {
    const [at, length] = range(input, random);
    return replaced(input, random.below(input.length + 1), 0, input.subarray(at, at + length));
  },
  (input, { random }) => {
    const [at, length] = range(input, random);
    const to = random.below(input.length + 1);
    return replaced(input, to, Math.min(length, input.length - to), input.subarray(at, at + length));
  },
  (input, { random, tokens }) =>
    tokens.length === 0 ? input : replaced(input, random.below(input.length + 1), 0, random.pick(tokens)),
  (input, { random, tokens }) => {
    if (tokens.length === 0) return input;
    const token = random.pick(tokens);
    const at = random.below(input.length + 1);
    return replaced(input, at, Math.min(token.length, input.length - at), token);
  },
  (input, { random, other }) => {
    const donor = other();
    const [at, length] = range(donor, random);
    const to = random.below(input.length + 1);
    return replaced(input, to, random.below(2) * Math.min(length, input.length - to), donor.subarray(at, at + length));
  },
  (input, { random }) => input.subarray(0, random.below(input.length + 1)),
];
