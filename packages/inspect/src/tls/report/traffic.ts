/** What went over one connection: bytes, records, turns, and how it ended. */

import type { Direction, FrameInfo } from '../../model.ts';

/** One end of a direction. */
export interface Ending {
  readonly how: 'fin' | 'rst' | 'capture';
  readonly frame: FrameInfo;
  /** Bytes of a record that never became whole. */
  readonly left: number;
}

/** A portion of bytes that answers the other side: flights alternate. */
interface Flight {
  readonly direction: Direction;
  readonly begin: FrameInfo;
  end: FrameInfo;
  bytes: number;
}

export class Traffic {
  readonly bytes: [number, number] = [0, 0];
  readonly records: [number, number] = [0, 0];
  /** Bytes in records of application data, protected or not. */
  readonly applicationData: [number, number] = [0, 0];
  readonly junkBytes: [number, number] = [0, 0];
  readonly gaps: [number, number] = [0, 0];
  readonly endings: [Ending | undefined, Ending | undefined] = [undefined, undefined];
  readonly closedRecords: { readonly direction: Direction; readonly type: number; readonly length: number }[] = [];
  /** The first flights, which are those of the handshake. */
  readonly flights: Flight[] = [];
  first: FrameInfo | undefined;
  last: FrameInfo | undefined;

  data(direction: Direction, length: number, frame: FrameInfo): void {
    this.first ??= frame;
    this.last = frame;
    this.bytes[direction] += length;
    const flight = this.flights.at(-1);
    if (flight?.direction === direction) {
      flight.end = frame;
      flight.bytes += length;
    } else if (this.flights.length < mostFlights) {
      this.flights.push({ direction, begin: frame, end: frame, bytes: length });
    }
  }

  record(direction: Direction, type: number, length: number): void {
    this.records[direction]++;
    if (type === 23) this.applicationData[direction] += length;
  }

  /** A record that stayed closed: the first few of each side may tell how it went all the same. */
  closed(direction: Direction, type: number, length: number): void {
    if (this.closedRecords.length < mostClosed) this.closedRecords.push({ direction, type, length });
  }

  junk(direction: Direction, length: number): void {
    this.junkBytes[direction] += length;
  }

  gap(direction: Direction, length: number): void {
    this.gaps[direction] += length;
  }

  end(direction: Direction, how: Ending['how'], frame: FrameInfo, left: number): void {
    this.endings[direction] ??= { how, frame, left };
  }

  /** How often the client had to wait for an answer up to a packet: 2 for a full handshake of TLS 1.2, 1 of TLS 1.3. */
  roundTripsUntil(frame: FrameInfo): number {
    return this.flights.filter(({ direction, begin }) => direction === 1 && begin.number <= frame.number).length;
  }
}

const mostFlights = 64;
const mostClosed = 32;
