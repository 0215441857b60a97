/** The flows of one connection, one after the other: the handshake, and what is begun after it. */

import { MisuseError } from '../base/errors.ts';
import type { Flow } from '../handshake/flow.ts';
import { Deadline } from './deadline.ts';
import { type AnyDialogue, Dialogue } from './dialogue.ts';
import type { EngineIo } from './engine-io.ts';
import type { Observer } from './observer.ts';
import type { JobFailure } from './runner.ts';

export interface ConversationOptions {
  readonly observer: Observer;
  /** Milliseconds for a flow that is timed; `undefined`: no limit. */
  readonly timeout: number | undefined;
  /** Called with the time at which `expired` will be true, or when nobody need look any more. */
  readonly wake: (at: number | undefined) => void;
  /** Called each time a job has finished and the flow went on, or threw. */
  readonly onJobDone: (failure: JobFailure | undefined) => void;
}

/** How a flow begins. */
export interface Beginning {
  /** A message that has arrived already. */
  readonly first?: Uint8Array | undefined;
  /** Whether it may take no longer than a handshake. */
  readonly timed?: boolean | undefined;
}

export class Conversation {
  readonly #io: EngineIo;
  readonly #options: ConversationOptions;
  readonly #deadline: Deadline;
  #dialogue: AnyDialogue | undefined;

  constructor(io: EngineIo, options: ConversationOptions) {
    this.#io = io;
    this.#options = options;
    this.#deadline = new Deadline(options.timeout, options.wake);
  }

  /** The names of the messages that would be legal now; none while it waits for a job, and between two flows. */
  get waitingFor(): readonly string[] {
    return this.#dialogue?.waitingFor ?? [];
  }

  /** Whether the flow waits for a job: nothing may be delivered until that is done. */
  get busy(): boolean {
    return this.#dialogue?.busy ?? false;
  }

  /** Runs a flow until it waits for something. Throws what it throws, and `MisuseError` while another one goes on. */
  begin<T>(flow: Flow<T>, done: (result: T) => void, { first, timed = false }: Beginning = {}): void {
    if (this.#dialogue?.over === false) throw new MisuseError('a handshake is still going on');
    if (timed) this.#deadline.start(this.#io.now);
    const { observer, onJobDone } = this.#options;
    const finish = (result: T): void => {
      this.#deadline.stop();
      done(result);
    };
    const begun = new Dialogue(this.#io, observer, flow, finish, onJobDone);
    this.#dialogue = begun;
    begun.start();
    if (first !== undefined) begun.message(first);
  }

  /** Whether a handshake message of this type is one of those that the flow waits for. */
  accepts(type: number): boolean {
    return this.#dialogue?.accepts(type) ?? false;
  }

  /** Hands over a whole handshake message. Throws `unexpected_message`, and whatever the flow throws. */
  message(bytes: Uint8Array): void {
    this.#dialogue?.message(bytes);
  }

  /** Hands over a ChangeCipherSpec, which `waitingFor` must name. */
  changeCipherSpec(): void {
    this.#dialogue?.changeCipherSpec();
  }

  /** To be called whenever the flow may have stopped, or returned. */
  settle(): void {
    this.#dialogue?.settle();
  }

  /** Whether a flow has taken too long, at a time in milliseconds since 1970. */
  expired(now: number): boolean {
    return this.#deadline.passed(now);
  }

  /** Ends the flow where it stands; what it declared with `using` is wiped. */
  cancel(): void {
    this.#deadline.stop();
    this.#dialogue?.cancel();
  }
}
