/** How much of the processor's time this process takes: what else runs on the machine does not count. */

/** Starts a clock, which gives the seconds since then. */
export function cpuClock(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
}
