import {type Event, eventOf, hasPriority} from './event.ts'

/** What stands behind each event: NUL where HAProxy can (`-0`, 3.2), so that an event may have several lines; else a line feed. */
export type EventEnd = '\0' | '\n'

/** Reads the answer to `show events SINK`, in whatever pieces it comes. */
export class EventReader {
  #pending = ''
  #last: Event | undefined
  readonly #end: EventEnd

  constructor(end: EventEnd) {
    this.#end = end
  }

  /** Bytes that belong to no complete event yet. */
  get pending(): string {
    return this.#pending
  }

  /** Nothing is left but the blank line that ends the answer: all of it has come. */
  get whole(): boolean {
    return this.#pending === '\n'
  }

  /** @returns the events that are complete now, in order */
  push(bytes: Uint8Array): Event[] {
    const events = (this.#pending + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')).split(this.#end)
    this.#pending = events.pop() ?? ''
    // the blank line: HAProxy writes no empty events
    if (this.#end === '\n' && this.#pending === '' && events.at(-1) === '') {
      events.pop()
      this.#pending = '\n'
    }
    return events.filter((event) => event !== '').map((event) => this.#event(event))
  }

  /** Up to 3.1 a line that has no priority, where others have one, goes on with the event before (a trace of verbosity complete): its time and source are the same. */
  #event(wire: string): Event {
    const event = eventOf(wire)
    if (hasPriority(wire)) this.#last = event
    else if (this.#last && this.#end === '\n') return {...this.#last, text: event.text}
    return event
  }
}
