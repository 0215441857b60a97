/** Runs one flow: hands it messages, waits for its jobs, and ends it early when it must. */

import { type Awaitable, isPromise, type JobWait } from '../base/awaitable.ts';
import type { Flow, MessageWait, Wait } from '../handshake/flow.ts';

/** What a flow threw when it went on after a job. */
export interface JobFailure {
  readonly thrown: unknown;
}

/** Calls `done` when a result is here that was late, or has failed; not at all for one that was ready. */
export function whenLate(result: Awaitable<unknown>, done: (failure: JobFailure | undefined) => void): void {
  if (!isPromise(result)) return;
  result.then(
    () => done(undefined),
    (thrown: unknown) => done({ thrown }),
  );
}

export class Runner<T> {
  readonly #flow: Flow<T>;
  readonly #onJobDone: (failure: JobFailure | undefined) => void;
  #wait: Wait | undefined;
  #result: { readonly value: T } | undefined;
  #over = false;

  /** `onJobDone` is called each time a job has finished and the flow went on, or threw. */
  constructor(flow: Flow<T>, onJobDone: (failure: JobFailure | undefined) => void) {
    this.#flow = flow;
    this.#onJobDone = onJobDone;
  }

  /** What the flow returned. */
  get result(): { readonly value: T } | undefined {
    return this.#result;
  }

  /** Whether nothing more will happen: it has returned, thrown or been cancelled. */
  get over(): boolean {
    return this.#over;
  }

  /** Whether the flow waits for a job: nothing may be delivered until it is done. */
  get busy(): boolean {
    return this.#wait?.for === 'job';
  }

  /** The messages the flow waits for; `undefined` when it is busy or over. */
  get expected(): MessageWait | undefined {
    return this.#wait?.for === 'message' ? this.#wait : undefined;
  }

  start(): void {
    this.#take(this.#flow.next());
  }

  /** Hands over a message that `expected` allows. Throws what the flow throws. */
  deliver(message: { readonly name: string; readonly body: unknown }): void {
    this.#take(this.#flow.next(message));
  }

  /** Ends the flow where it stands; what it declared with `using` is wiped. */
  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    this.#wait = undefined;
    this.#flow.return(undefined as T);
  }

  #take(step: IteratorResult<Wait, T>): void {
    if (step.done === true) {
      this.#over = true;
      this.#wait = undefined;
      this.#result = { value: step.value };
      return;
    }
    this.#wait = step.value;
    if (step.value.for === 'job') this.#await(step.value);
  }

  #await({ promise }: JobWait): void {
    const resume = (next: () => IteratorResult<Wait, T>): void => {
      if (this.#over) return;
      try {
        this.#take(next());
      } catch (thrown) {
        return this.#onJobDone({ thrown });
      }
      this.#onJobDone(undefined);
    };
    promise.then(
      (value) => resume(() => this.#flow.next(value)),
      (error: unknown) => resume(() => this.#flow.throw(error)),
    );
  }
}
