/** `--follow`: what the applications of one connection said to each other. */

import type { Report } from '@handfast/inspect';
import { exitCodes } from '../exit-codes.ts';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';
import { screenOn } from '../terminal/screen.ts';
import type { FollowedStream, InspectFlags } from './flags.ts';
import { harmless, type View } from './view.ts';

/** Bytes as they were on standard output; on a terminal, both sides in their colours and harmless. */
export function contentView(
  { carrier, number }: FollowedStream,
  flags: InspectFlags,
  { stdout, stderr, env }: Surroundings,
): View {
  const screen = screenOn(stderr, env, flags.color);
  const paint = paintFor(stdout, env, flags.color);
  let waiting: Uint8Array[] = [];
  let isSeen = false;
  let isProtected = false;
  let isOpened = false;
  const show = (bytes: Uint8Array, isFromClient: boolean): Uint8Array => {
    if (stdout.isTTY !== true) return bytes.slice();
    return Buffer.from(
      paint(isFromClient ? 'cyan' : 'green', harmless(Buffer.from(bytes).toString('utf8').replaceAll('\r\n', '\n'))),
    );
  };
  return {
    options: {
      connection({ tls }) {
        isOpened ||= (tls?.records.opened ?? 0) > 0;
      },
      packet({ tcp, udp }) {
        const flow = carrier === 'tcp' ? tcp?.flow : udp?.flow;
        if (flow?.stream !== number) return;
        isSeen = true;
        isProtected ||= flow.dissector !== undefined;
      },
      content({ direction, bytes, isDecrypted }, flow) {
        const isIt = flow.stream === number && (flow.carrier === 'stream') === (carrier === 'tcp');
        if (!isIt) return;
        isOpened ||= isDecrypted;
        waiting.push(show(bytes, direction === 0));
      },
    },
    take() {
      const whole = Buffer.concat(waiting);
      waiting = [];
      return whole;
    },
    end({ problem }: Report) {
      if (!isSeen) {
        screen.line(`${screen.paint('red', 'handfast:')} there is no ${carrier.toUpperCase()} stream ${number}.`);
        return problem === null ? exitCodes.negative : undefined;
      }
      if (!isProtected || isOpened) return undefined;
      screen.line(`${screen.paint('red', 'handfast:')} nothing of stream ${number} could be decrypted: give --keylog.`);
      return problem === null ? exitCodes.negative : undefined;
    },
    complain: (sentence) => screen.line(`${screen.paint('yellow', 'warning:')} ${sentence}`),
  };
}
