import type {DrainReport} from '../../servers/drain.ts'
import {nameOf, type Server} from '../../servers/server.ts'
import type {View} from './command.ts'
import {serversViewOf} from './server-command.ts'

/** @param found the servers as they were before, with their cookies */
export function drainViewOf(report: DrainReport, found: readonly Server[]): View<DrainReport> {
  const {summary, text, row} = serversViewOf(report)
  const cookies = new Map(found.map((server) => [nameOf(server), server.cookie]))
  const notes = report.servers.flatMap((server) => {
    const name = nameOf(server)
    const cookie = cookies.get(name) ?? null
    const came = report.drained.find((each) => nameOf(each) === name)?.persistent ?? 0
    const by = cookie === null ? 'a cookie or a stick table' : `the cookie ${cookie} or a stick table`
    if (came > 0) return [`${name}: ${came} ${came === 1 ? 'session' : 'sessions'} came by ${by} while it was drained`]
    return cookie !== null && server.now === 'drain' ? [`${name}: requests with the cookie ${cookie} still come`] : []
  })
  return {
    ...(text ? {text} : {}),
    ...(summary ? {summary: (result, style) => [summary(result, style), ...notes.map((note) => style.dim(`  ${note}`))].join('\n')} : {}),
    row: ({drained, ...changes}) => ({...row?.(changes), persistent: drained.reduce((sum, {persistent}) => sum + persistent, 0)}),
  }
}
