/** The groups of the Secure Remote Password protocol: anything else could be a trap. RFC 5054 §A, RFC 3526 */

/** Numbers modulo a safe prime. */
export interface SrpGroup {
  readonly bits: number;
  readonly prime: bigint;
  readonly generator: bigint;
}

/** Sizes of the groups that everybody knows. */
export type SrpGroupSize = 1024 | 1536 | 2048 | 3072 | 4096 | 6144 | 8192;

/** The group of this size; those from 3,072 bits on are computed when they are first asked for. */
export function srpGroup(bits: SrpGroupSize): SrpGroup {
  let group = known.get(bits);
  if (group === undefined) known.set(bits, (group = { bits, prime: primeOf(bits), generator: generators[bits] }));
  return group;
}

/** The known group of these parameters; `undefined` for others, which a client must refuse. RFC 5054 §2.5.3 */
export function srpGroupOf(prime: bigint, generator: bigint): SrpGroup | undefined {
  const bits = prime.toString(2).length;
  if (!isSize(bits)) return undefined;
  const group = srpGroup(bits);
  return group.prime === prime && group.generator === generator ? group : undefined;
}

const known = new Map<SrpGroupSize, SrpGroup>();

const generators = { 1024: 2n, 1536: 2n, 2048: 2n, 3072: 5n, 4096: 5n, 6144: 5n, 8192: 19n } as const;

const isSize = (bits: number): bits is SrpGroupSize => Object.hasOwn(generators, bits);

/** The smallest X that makes a safe prime. RFC 3526 §4-§7 */
const smallestX = { 3072: 1690314n, 4096: 240904n, 6144: 929484n, 8192: 4743158n } as const;

const primeOf = (bits: SrpGroupSize): bigint =>
  bits === 1024 || bits === 1536 || bits === 2048
    ? BigInt(`0x${digits[bits].replace(/\s+/g, '')}`)
    : fromPi(BigInt(bits), smallestX[bits]);

/** p = 2^b - 2^(b-64) - 1 + 2^64 ([2^(b-130) pi] + X) */
function fromPi(b: bigint, x: bigint): bigint {
  return (1n << b) - (1n << (b - 64n)) - 1n + ((scaledPi(b - 130n) + x) << 64n);
}

/** [2^n pi], from pi = 16 arctan(1/5) - 4 arctan(1/239). */
function scaledPi(n: bigint): bigint {
  const one = 1n << (n + spare);
  return (16n * arctanOfInverse(5n, one) - 4n * arctanOfInverse(239n, one)) >> spare;
}

/** 1/x - 1/3x^3 + 1/5x^5 - … */
function arctanOfInverse(x: bigint, one: bigint): bigint {
  let sum = 0n;
  let power = one / x;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k;
    power /= -x * x;
  }
  return sum;
}

/** Bits that take up the rounding of some thousand terms. */
const spare = 64n;

/** RFC 5054 §A, groups 1 to 3. */
const digits = {
  1024: `eeaf0ab9adb38dd69c33f80afa8fc5e86072618775ff3c0b9ea2314c9c256576d674df7496ea81d3383b4813d692c6e0e0d5d8e2
   50b98be48e495c1d6089dad15dc7d7b46154d6b6ce8ef4ad69b15d4982559b297bcf1885c529f566660e57ec68edbc3c05726cc0
   2fd4cbf4976eaa9afd5138fe8376435b9fc61d2fc0eb06e3`,
  1536: `9def3cafb939277ab1f12a8617a47bbbdba51df499ac4c80beeea9614b19cc4d5f4f5f556e27cbde51c6a94be4607a291558903b
   a0d0f84380b655bb9a22e8dcdf028a7cec67f0d08134b1c8b97989149b609e0be3bab63d47548381dbc5b1fc764e3f4b53dd9da1
   158bfd3e2b9c8cf56edf019539349627db2fd53d24b7c48665772e437d6c7f8ce442734af7ccb7ae837c264ae3a9beb87f8a2fe9
   b8b5292e5a021fff5e91479e8ce7a28c2442c6f315180f93499a234dcf76e3fed135f9bb`,
  2048: `ac6bdb41324a9a9bf166de5e1389582faf72b6651987ee07fc3192943db56050a37329cbb4a099ed8193e0757767a13dd52312ab
   4b03310dcd7f48a9da04fd50e8083969edb767b0cf6095179a163ab3661a05fbd5faaae82918a9962f0b93b855f97993ec975eea
   a80d740adbf4ff747359d041d5c33ea71d281e446b14773bca97b43a23fb801676bd207a436c6481f1d2b9078717461a5b9d32e6
   88f87748544523b524b0d57d5ea77a2775d2ecfa032cfbdbf52fb3786160279004e57ae6af874e7303ce53299ccc041c7bc308d8
   2a5698f3a8d0c38271ae35f8e9dbfbb694b5c803d89f7ae435de236d525f54759b65e372fcd68ef20fa7111f9e4aff73`,
} as const;
