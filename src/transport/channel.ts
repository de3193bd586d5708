import type {Reply} from '../protocol/reply.ts'

/** Requests in order, an answer to each: what one-shot connections and a prompt session have in common. */
export interface Channel extends AsyncDisposable {
  readonly kind: 'oneshot' | 'prompt'
  /** Requests that may be written before the first of them is answered. HAProxy runs them in order all the same. */
  readonly window: number
  /** @param request one command line with its payload */
  ask(request: Uint8Array): Promise<Reply>
  /** @param request a line of so many commands: each is answered, in turn */
  askAll(request: Uint8Array, commands: number): Promise<readonly Reply[]>
}
