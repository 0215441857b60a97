/** An Interface Description Block: which link layer, and how time is told (draft-ietf-opsawg-pcapng §4.2). */

export interface CaptureInterface {
  readonly linkType: number;
  /** Longest packet captured; 0 for no limit. */
  readonly snapLength: number;
  /** How many units of time make a second. */
  readonly unitsPerSecond: bigint;
  /** Seconds to add to every time. */
  readonly offset: number;
}

/** Reads the body of the block. */
export function interfaceIn(view: DataView, littleEndian: boolean): CaptureInterface {
  let unitsPerSecond = 1_000_000n;
  let offset = 0;
  for (const { code, at, length } of optionsIn(view, littleEndian)) {
    if (code === options.timeResolution && length >= 1) unitsPerSecond = resolutionOf(view.getUint8(at));
    if (code === options.timeOffset && length >= 8) offset = Number(view.getBigInt64(at, littleEndian));
  }
  return {
    linkType: view.getUint16(0, littleEndian),
    snapLength: view.getUint32(4, littleEndian),
    unitsPerSecond,
    offset: Number.isSafeInteger(offset) ? offset : 0,
  };
}

/** The time that two halves of a 64-bit counter tell. */
export function timeOf(
  high: number,
  low: number,
  { unitsPerSecond, offset }: CaptureInterface,
): { readonly seconds: number; readonly nanoseconds: number } {
  // Microseconds, as nearly all files have them, fit into a number for 285 years.
  if (unitsPerSecond === 1_000_000n && high < 0x20_0000) {
    const units = high * 2 ** 32 + low;
    return { seconds: Math.floor(units / 1e6) + offset, nanoseconds: (units % 1e6) * 1000 };
  }
  const units = (BigInt(high) << 32n) | BigInt(low);
  const nanoseconds = Number(((units % unitsPerSecond) * 1_000_000_000n) / unitsPerSecond);
  return { seconds: Number(units / unitsPerSecond) + offset, nanoseconds };
}

function* optionsIn(
  view: DataView,
  littleEndian: boolean,
): Generator<{ readonly code: number; readonly at: number; readonly length: number }> {
  let at = 8;
  while (at + 4 <= view.byteLength) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    if (code === 0 || at + 4 + length > view.byteLength) return;
    yield { code, at: at + 4, length };
    at += 4 + Math.ceil(length / 4) * 4;
  }
}

/** The upper bit chooses between powers of two and of ten. */
const resolutionOf = (value: number): bigint => (value & 0x80 ? 2n : 10n) ** BigInt(value & 0x7f);

const options = { timeResolution: 9, timeOffset: 14 } as const;
