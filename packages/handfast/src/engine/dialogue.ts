/** A flow in conversation with the peer: what it waits for comes to it, and what it returns goes to whoever began it. */

import { ProtocolError } from '../base/errors.ts';
import { changeCipherSpec, type Flow } from '../handshake/flow.ts';
import { decodeMessage } from '../wire/handshake.ts';
import type { EngineIo } from './engine-io.ts';
import type { Observer } from './observer.ts';
import { type JobFailure, Runner } from './runner.ts';

/** What a connection does with a flow, whatever it returns. */
export interface Dialogue {
  /** The names of the messages that would be legal now; none while it waits for a job, and after its end. */
  readonly waitingFor: readonly string[];
  /** Whether it waits for a job: nothing may be delivered until that is done. */
  readonly busy: boolean;
  /** Whether it has returned or was cancelled. */
  readonly over: boolean;
  start(): void;
  /** Whether a handshake message of this type is one of those that it waits for. */
  accepts(type: number): boolean;
  /** Hands over a whole handshake message. Throws `unexpected_message`, and whatever the flow throws. */
  message(bytes: Uint8Array): void;
  /** Hands over a ChangeCipherSpec, which `waitingFor` must name. */
  changeCipherSpec(): void;
  /** To be called whenever it may have stopped: tells the observer what it waits for, or hands on what it returned. */
  settle(): void;
  /** Ends it where it stands; what it declared with `using` is wiped. */
  cancel(): void;
}

/** `onJobDone` is called each time a job has finished and the flow went on, or threw. */
export function dialogue<T>(
  io: EngineIo,
  observer: Observer,
  flow: Flow<T>,
  done: (result: T) => void,
  onJobDone: (failure: JobFailure | undefined) => void,
): Dialogue {
  const runner = new Runner(flow, onJobDone);
  let handedOn = false;
  return {
    get waitingFor() {
      return runner.expected?.allow ?? [];
    },
    get busy() {
      return runner.busy;
    },
    get over() {
      return runner.over;
    },
    start: () => runner.start(),
    accepts(type) {
      const { dialect = {}, allow = [] } = runner.expected ?? {};
      return allow.some((name) => dialect[name]?.type === type);
    },
    message(bytes) {
      if (runner.expected === undefined) throw new ProtocolError('unexpected_message');
      const { dialect, allow } = runner.expected;
      const message = decodeMessage(dialect, allow, bytes);
      io.hear(bytes);
      io.observeMessage('received', dialect, message.name, message.body, bytes);
      runner.deliver(message);
    },
    changeCipherSpec: () => runner.deliver({ name: changeCipherSpec, body: undefined }),
    settle() {
      if (runner.expected !== undefined) observer.wait?.(runner.expected.allow);
      if (runner.result === undefined || handedOn) return;
      handedOn = true;
      done(runner.result.value);
    },
    cancel: () => runner.cancel(),
  };
}
