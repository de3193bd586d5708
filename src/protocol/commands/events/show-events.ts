import type {WireCommand} from '../../command.ts'
import type {Event} from '../../event.ts'
import {type EventEnd, EventReader} from '../../event-reader.ts'
import {refused} from '../../refusal.ts'
import {word} from '../../word.ts'

export interface EventsOptions {
  readonly end: EventEnd
  /** It goes on until somebody stops it. */
  readonly follow?: boolean
  /** Not those that are in the ring already. */
  readonly fresh?: boolean
}

/** `show events SINK [-w] [-n] [-0]`: what a ring holds, and with -w what comes. Management guide 9.3; since 2.0, -0 since 3.2. */
export const showEvents = {
  name: 'show events SINK',
  since: '2.0',
  level: 'operator',
  encode: (sink, {end, follow = false, fresh = false}) =>
    ['show events', word(sink), ...(follow ? ['-w'] : []), ...(fresh ? ['-n'] : []), ...(end === '\0' ? ['-0'] : [])].join(' '),
  decode: (reply): Event[] => {
    // each event has its end; a refusal is a line of words
    if (!reply.complete || /^(?:Permission denied|No such event sink|Nothing to report|unknown option|Unknown command)/.test(reply.text))
      throw refused('show events', reply)
    return new EventReader(reply.text.includes('\0') ? '\0' : '\n').push(Buffer.from(reply.text, 'latin1'))
  },
} as const satisfies WireCommand<[string, EventsOptions], Event[]>
