import type {DrainReport} from '../../servers/drain.ts'
import {nameOf, type Server} from '../../servers/server.ts'
import {changesView} from './changes-view.ts'
import type {View} from './command.ts'

/** @param found the servers as they were before, with their cookies */
export function drainViewOf(report: DrainReport, found: readonly Server[]): View<DrainReport> {
  const cookies = new Map(found.map((server) => [nameOf(server), server.cookie]))
  return changesView(report, {
    more: ({persistent}) => ({persistent}),
    notes: ({name, now, persistent}) => {
      const cookie = cookies.get(name) ?? null
      const by = cookie === null ? 'a cookie or a stick table' : `the cookie ${cookie} or a stick table`
      if (persistent) return [`${name}: ${persistent} ${persistent === 1 ? 'session' : 'sessions'} came by ${by} while it was drained`]
      return cookie !== null && now === 'drain' ? [`${name}: requests with the cookie ${cookie} still come`] : []
    },
  })
}
