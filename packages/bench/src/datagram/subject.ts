/** What each library under measurement has to do. */

/** A client and a server that have shaken hands over UDP on loopback. */
export interface Joined {
  /** The client sends one datagram. */
  send(data: Uint8Array): void;
  /** How many bytes the server has been given so far. */
  received(): number;
  close(): unknown;
}

export interface Subject {
  readonly name: string;
  /** A full handshake with a cookie, to its end on the client's side. */
  join(): Promise<Joined>;
  close(): void;
  /** The processor's time, in seconds, that other processes have spent on it so far. */
  elsewhere?(): number;
  /** Where this process cannot count them: how many handshakes there are for each second of the processor's time. */
  handshakeRate?(): Promise<number>;
  /** It carries no data that could be counted. */
  readonly onlyHandshakes?: true;
}

/** Waits for a handshake, but not for ever: what hangs is left out of the table. */
export function inTime(begin: (done: () => void, failed: (error: unknown) => void) => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('its handshake does not end')), 2_000);
    const settled = (act: () => void): void => {
      clearTimeout(patience);
      act();
    };
    begin(
      () => settled(resolve),
      (error) => settled(() => reject(error)),
    );
  });
}
