/** What the stores ask of a Redis client, and how long they wait for it. */

/** One command and its answer. An `ioredis` client is one: `RedisOptions.client` takes it as it is. */
export interface RedisClient {
  callBuffer(command: string, ...args: (string | Buffer | number)[]): Promise<unknown>;
}

export interface RedisOptions {
  readonly client: RedisClient;
  /** Before all names. Default `handfast`. */
  readonly prefix?: string | undefined;
  /** Milliseconds to wait for an answer. Default 250. */
  readonly deadline?: number | undefined;
  /** Milliseconds for which nothing is asked any more after an answer was late. Default 1000. */
  readonly pause?: number | undefined;
}

/** Sends commands. What is late is given up, so that a handshake goes on without; and for a while nothing is asked. */
export class RedisCommands {
  readonly #client: RedisClient;
  readonly #prefix: string;
  readonly #deadline: number;
  readonly #pause: number;
  #resumes = 0;

  constructor({ client, prefix = 'handfast', deadline = 250, pause = 1000 }: RedisOptions) {
    this.#client = client;
    this.#prefix = prefix;
    this.#deadline = deadline;
    this.#pause = pause;
  }

  /** A name in the database. */
  name(...parts: readonly string[]): string {
    return [this.#prefix, ...parts].join(':');
  }

  /** Rejects when Redis fails, is late, or was late a moment ago. */
  call(command: string, ...args: (string | Buffer | number)[]): Promise<unknown> {
    if (performance.now() < this.#resumes) return Promise.reject(new Error('redis was late a moment ago'));
    return new Promise((resolve, reject) => {
      let answered = false;
      const giveUp = (): void => {
        if (answered) return;
        this.#resumes = performance.now() + this.#pause;
        reject(new Error(`redis did not answer ${command} within ${this.#deadline} ms`));
      };
      // Where it was this process that was busy, the answer may be here: it is read before the blame is given.
      const timer = setTimeout(() => setImmediate(giveUp), this.#deadline);
      this.#client
        .callBuffer(command, ...args)
        .then(resolve, reject)
        .finally(() => {
          answered = true;
          clearTimeout(timer);
        });
    });
  }

  /** Runs a script, which is atomic. */
  script(text: string, keys: readonly string[], ...args: (string | Buffer | number)[]): Promise<unknown> {
    return this.call('EVAL', text, keys.length, ...keys, ...args);
  }
}
