/** A clock that runs out unless it is wound up again. */

export interface IdleClock {
  /** Starts over. */
  wind(): void;
  stop(): void;
}

/** Calls `expired` once, when nobody has wound the clock for so many milliseconds. It starts when first wound. */
export function idleClock(milliseconds: number, expired: () => void): IdleClock {
  let clock: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(clock);
  return {
    wind() {
      stop();
      clock = setTimeout(expired, milliseconds);
    },
    stop,
  };
}
