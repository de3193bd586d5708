import type {Changed} from '../../client/change-report.ts'
import type {DrainReport} from '../../servers/drain.ts'
import {type AdminState, nameOf, type Server} from '../../servers/server.ts'
import {changesView, type Wording} from './changes-view.ts'
import type {View} from './command.ts'

/** A server that another state may hold is set to one, and not always in it. @param found the servers as they were before */
export function stateWording(found: readonly Server[]): Pick<Wording<Changed<AdminState>>, 'subject'> {
  const held = new Set(found.filter(({tracked, admin, forced}) => tracked !== null || admin !== forced).map(nameOf))
  return {subject: ({name}) => (held.has(name) ? `${name} is set to` : `${name} is`)}
}

/** @param found the servers as they were before, with their cookies */
export function drainViewOf(report: DrainReport, found: readonly Server[]): View<DrainReport> {
  const cookies = new Map(found.map((server) => [nameOf(server), server.cookie]))
  return changesView(report, {
    ...stateWording(found),
    more: ({persistent}) => ({persistent}),
    notes: ({name, now, persistent}) => {
      const cookie = cookies.get(name) ?? null
      const by = cookie === null ? 'a cookie or a stick table' : `the cookie ${cookie} or a stick table`
      if (persistent) return [`${name}: ${persistent} ${persistent === 1 ? 'session' : 'sessions'} came by ${by} while it was drained`]
      return cookie !== null && now === 'drain' ? [`${name}: requests with the cookie ${cookie} still come`] : []
    },
  })
}
