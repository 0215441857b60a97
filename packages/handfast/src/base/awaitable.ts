/** Results that are ready now or later, and the tasks that wait for them without `await`. */

/** Ready now (Node, plain TypeScript) or later (WebCrypto, an HSM). */
export type Awaitable<T> = T | Promise<T>;

/** A promise of any realm: detected by `then`, because `instanceof` fails across realms. */
export function isPromise<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Applies `next` now if the value is ready, later if it is not. */
export function whenReady<T, U>(value: Awaitable<T>, next: (value: T) => U): Awaitable<U> {
  return isPromise(value) ? value.then(next) : next(value);
}

/** Ready if every part is ready. */
export function all<const T extends readonly unknown[]>(
  parts: T,
): Awaitable<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  return (parts.some(isPromise) ? Promise.all(parts) : parts) as Awaitable<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
}

/** The reason why a task stops: a job is not finished. */
export interface JobWait {
  readonly for: 'job';
  readonly promise: Promise<unknown>;
}

/** Sequential code that stops only for jobs. `yield*` one inside another, or `run` it. */
// oxlint-disable-next-line typescript/no-explicit-any -- what a generator receives is typed by job(), its only source
export type Task<T> = Generator<JobWait, T, any>;

/** Stops only if the result really is late. The one place where a task yields. */
export function* job<T>(result: Awaitable<T>): Task<T> {
  return isPromise(result) ? yield { for: 'job', promise: result } : result;
}

/** Runs a task to its end: at once if nothing was late, else as a promise. Throws what the task throws. */
export function run<T>(task: Task<T>): Awaitable<T> {
  return settle(task, task.next());
}

function settle<T>(task: Task<T>, step: IteratorResult<JobWait, T>): Awaitable<T> {
  if (step.done === true) return step.value;
  return step.value.promise.then(
    (value) => settle(task, task.next(value)),
    (error: unknown) => settle(task, task.throw(error)),
  );
}
