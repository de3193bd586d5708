import {ReadableStream} from 'node:stream/web'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {ProgressStep} from './progress.ts'
import type {EntrySource} from './source.ts'
import {syncMap} from './sync.ts'
import type {SyncOptions, SyncReport} from './sync-options.ts'

/** What a sync says while it runs; `done` is the last. */
export type SyncEvent =
  | {readonly kind: 'progress'; readonly step: ProgressStep}
  | {readonly kind: 'caution'; readonly text: string}
  | {readonly kind: 'done'; readonly report: SyncReport}

/**
 * `syncMap` as a stream of events. It begins at once, whether anybody reads or not; who leaves the loop before `done` aborts it, and the loop ends when it has
 * stopped: the running map is then the old one, or the new one where the commit had been sent.
 *
 * @throws what `syncMap` throws, out of the loop
 */
export function syncEvents(client: RuntimeClient, source: EntrySource, options: Omit<SyncOptions, 'progress' | 'caution'> = {}): AsyncIterable<SyncEvent> {
  const left = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal
  let running: Promise<void> | undefined
  return thrownLast(
    new ReadableStream<SyncEvent | Failed>({
      start(events) {
        const tell = (event: SyncEvent | Failed): void => {
          if (!left.signal.aborted) events.enqueue(event)
        }
        const listener = {
          progress: (step: ProgressStep) => tell({kind: 'progress', step}),
          caution: (text: string) => tell({kind: 'caution', text}),
        }
        running = syncMap(client, source, {...options, ...listener, signal})
          .then(
            (report) => tell({kind: 'done', report}),
            (error: unknown) => tell({kind: 'failed', error}),
          )
          .finally(() => {
            if (!left.signal.aborted) events.close()
          })
      },
      async cancel() {
        left.abort()
        await running
      },
    }),
  )
}

interface Failed {
  readonly kind: 'failed'
  readonly error: unknown
}

/** An error of the stream itself would take what was said before it along. */
async function* thrownLast(events: AsyncIterable<SyncEvent | Failed>): AsyncGenerator<SyncEvent, void> {
  for await (const event of events) {
    if (event.kind === 'failed') throw event.error
    yield event
  }
}
