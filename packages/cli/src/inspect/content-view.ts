/** `--follow`: what the applications of one connection said to each other. */

import type { Report } from '@handfast/inspect';
import { exitCodes } from '../exit-codes.ts';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';
import { screenOn } from '../terminal/screen.ts';
import type { InspectFlags } from './flags.ts';
import { harmless, type View } from './view.ts';

/** Bytes as they were on standard output; on a terminal, both sides in their colours and harmless. */
export function contentView(stream: number, flags: InspectFlags, { stdout, stderr, env }: Surroundings): View {
  const screen = screenOn(stderr, env, flags.color);
  const paint = paintFor(stdout, env, flags.color);
  let waiting: Uint8Array[] = [];
  let isSeen = false;
  let isProtected = false;
  const show = (bytes: Uint8Array, isFromClient: boolean): Uint8Array => {
    if (stdout.isTTY !== true) return bytes.slice();
    return Buffer.from(paint(isFromClient ? 'cyan' : 'green', harmless(Buffer.from(bytes).toString('utf8'))));
  };
  return {
    options: {
      reports: false,
      packet({ tcp }) {
        if (tcp?.flow.stream !== stream) return;
        isSeen = true;
        isProtected ||= tcp.flow.dissector !== undefined;
      },
      content({ direction, bytes }, flow) {
        if (flow.carrier === 'stream' && flow.stream === stream) waiting.push(show(bytes, direction === 0));
      },
    },
    take() {
      const whole = Buffer.concat(waiting);
      if (whole.length > 0) isProtected = false;
      waiting = [];
      return whole;
    },
    end({ problem }: Report) {
      if (!isSeen) {
        screen.line(`${screen.paint('red', 'handfast:')} there is no TCP stream ${stream}.`);
        return problem === null ? exitCodes.negative : undefined;
      }
      if (!isProtected || waiting.length > 0) return undefined;
      screen.line(`${screen.paint('red', 'handfast:')} nothing of stream ${stream} could be decrypted: give --keylog.`);
      return problem === null ? exitCodes.negative : undefined;
    },
    complain: (sentence) => screen.line(`${screen.paint('yellow', 'warning:')} ${sentence}`),
  };
}
