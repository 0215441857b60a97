/** Main's end of a tester: asks it questions, and ends it when it shows no sign of life. */

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './copy.ts';
import type { Answer, Question } from './messages.ts';

/** Nothing that is waited for takes as long, in milliseconds; on a busy machine it may be a while before tests begin. */
const patience = { beginning: 600_000, attempt: 60_000 } as const;

export type Final = Exclude<Answer, { readonly alive: true }>;

export class Conversation {
  readonly #folder: string;
  #tester: ChildProcess | undefined;

  /** About the copy in this folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether a tester runs already. */
  get isOpen(): boolean {
    return this.#tester !== undefined;
  }

  /** What the tester says; `undefined` when it says nothing in time, and has been ended. */
  async ask(question: Question): Promise<Final | undefined> {
    const tester = (this.#tester ??= this.#start());
    const most = 'begin' in question ? patience.beginning : patience.attempt;
    const answer = await new Promise<Final | undefined>((resolve, reject) => {
      const wait = (): NodeJS.Timeout => setTimeout(() => resolve(undefined), most);
      let timer = wait();
      tester.removeAllListeners().on('exit', (code) => reject(new Error(`a tester has ended with ${code}`)));
      tester.on('message', (said: Answer) => {
        clearTimeout(timer);
        if ('alive' in said) timer = wait();
        else resolve(said);
      });
      tester.send(question);
    });
    if (answer === undefined) this.end();
    return answer;
  }

  /** Whatever it does. The next question begins another. */
  end(): void {
    this.#tester?.removeAllListeners();
    this.#tester?.kill('SIGKILL');
    this.#tester = undefined;
  }

  #start(): ChildProcess {
    const env = {
      ...process.env,
      HANDFAST_VECTORS: process.env['HANDFAST_VECTORS'] ?? join(repository, '../shared/vectors'),
    };
    return fork(new URL('./tester.js', import.meta.url), {
      cwd: this.#folder,
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }
}
