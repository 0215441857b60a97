/** A flow in conversation with the peer: what it waits for comes to it, and what it returns goes to whoever began it. */

import { ProtocolError } from '../base/errors.ts';
import { changeCipherSpec, type Flow } from '../handshake/flow.ts';
import { decodeMessage } from '../wire/handshake.ts';
import type { EngineIo } from './engine-io.ts';
import type { Observer } from './observer.ts';
import { type JobFailure, Runner } from './runner.ts';

/** What a connection does with a flow, whatever it returns. */
export type AnyDialogue = Pick<Dialogue<unknown>, keyof Dialogue<unknown>>;

/** A flow that returns `T`. */
export class Dialogue<T> {
  readonly #io: EngineIo;
  readonly #observer: Observer;
  readonly #runner: Runner<T>;
  readonly #done: (result: T) => void;
  #handedOn = false;

  /** `onJobDone` is called each time a job has finished and the flow went on, or threw. */
  constructor(
    io: EngineIo,
    observer: Observer,
    flow: Flow<T>,
    done: (result: T) => void,
    onJobDone: (failure: JobFailure | undefined) => void,
  ) {
    this.#io = io;
    this.#observer = observer;
    this.#runner = new Runner(flow, onJobDone);
    this.#done = done;
  }

  /** The names of the messages that would be legal now; none while it waits for a job, and after its end. */
  get waitingFor(): readonly string[] {
    return this.#runner.expected?.allow ?? [];
  }

  /** Whether it waits for a job: nothing may be delivered until that is done. */
  get busy(): boolean {
    return this.#runner.busy;
  }

  /** Whether it has returned or was cancelled. */
  get over(): boolean {
    return this.#runner.over;
  }

  start(): void {
    this.#runner.start();
  }

  /** Whether a handshake message of this type is one of those that it waits for. */
  accepts(type: number): boolean {
    const { dialect = {}, allow = [] } = this.#runner.expected ?? {};
    return allow.some((name) => dialect[name]?.type === type);
  }

  /** Hands over a whole handshake message. Throws `unexpected_message`, and whatever the flow throws. */
  message(bytes: Uint8Array): void {
    if (this.#runner.expected === undefined) throw new ProtocolError('unexpected_message');
    const { dialect, allow } = this.#runner.expected;
    const message = decodeMessage(dialect, allow, bytes);
    this.#io.hear(bytes);
    this.#io.observeMessage('received', dialect, message.name, message.body, bytes);
    this.#runner.deliver(message);
  }

  /** Hands over a ChangeCipherSpec, which `waitingFor` must name. */
  changeCipherSpec(): void {
    this.#runner.deliver({ name: changeCipherSpec, body: undefined });
  }

  /** To be called whenever it may have stopped: tells the observer what it waits for, or hands on what it returned. */
  settle(): void {
    const { expected, result } = this.#runner;
    if (expected !== undefined) this.#observer.wait?.(expected.allow);
    if (result === undefined || this.#handedOn) return;
    this.#handedOn = true;
    this.#done(result.value);
  }

  /** Ends it where it stands; what it declared with `using` is wiped. */
  cancel(): void {
    this.#runner.cancel();
  }
}
