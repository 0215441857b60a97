/** What the ladder says between its rungs: datagrams that were lost, and flights that are sent again. */

import type { Observer } from 'handfast';
import { milliseconds } from '../show/ladder.ts';
import type { Recorder } from '../show/recorder.ts';
import type { Screen } from '../terminal/screen.ts';
import type { OnLost } from './lossy-transport.ts';

export interface Notes {
  readonly observer: Observer;
  readonly onLost: OnLost;
}

/** Notes on a screen, with times of the recorder's clock. */
export function notesOn(screen: Screen, { now }: Recorder): Notes {
  const note = (text: string): void =>
    screen.line(screen.paint('yellow', `${milliseconds(now()).padStart(9)}           ${text}`));
  return {
    observer: {
      retransmission: ({ reason, messages }) =>
        note(`flight of ${messages} ${messages === 1 ? 'message' : 'messages'} sent again: ${reasons[reason]}`),
    },
    onLost: (direction, length) =>
      note(`datagram of ${length} bytes lost on its way ${direction === 'sent' ? 'there' : 'here'}`),
  };
}

const reasons = {
  timeout: 'no answer in time',
  repeated: 'the other side repeats itself',
  acknowledged: 'only part of it has arrived',
} as const;
