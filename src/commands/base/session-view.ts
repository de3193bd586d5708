import {fieldValue} from '../../protocol/fields.ts'
import type {Cell, Column, Row} from '../../render/types.ts'
import {duration} from '../../render/units.ts'
import type {KillReport, SessionEnd} from '../../sessions/kill.ts'
import type {Session} from '../../sessions/session.ts'
import type {SessionDetail} from '../../sessions/show.ts'
import type {Style} from '../../terminal/style.ts'
import {changesView} from './changes-view.ts'
import type {View} from './command.ts'

const age = (cell: Cell): string => (typeof cell === 'number' ? duration(cell) : '-')

const leading: readonly Column[] = [
  {name: 'id', heading: 'SESSION'},
  {name: 'age', align: 'right', format: age},
  {name: 'source'},
  {name: 'frontend', priority: 1},
  {name: 'backend'},
  {name: 'server'},
  {name: 'calls', align: 'right', priority: 3},
  {name: 'protocol', priority: 2},
]

/** What lines of `show sess` have behind what has a name of its own, from 2.2 to 3.4; `uri` with `option httplog`. */
const others = ['ts', 'epoch', 'rate', 'cpu', 'lat', 'rq', 'rp', 's0', 's1', 'scf', 'scb', 'exp', 'rc', 'c_exp', 'uri']
const named = new Set(['proto', 'src', 'fe', 'be', 'srv', 'age'])

/** @param first sessions of which fields that are not known here are taken, too */
export function sessionColumns(first: readonly Session[]): Column[] {
  const known = new Set([...leading.map(({name}) => name), ...others, ...named])
  const newer = new Set(first.flatMap(({fields}) => Object.keys(fields)).filter((name) => !known.has(name)))
  return [...leading, ...[...others, ...newer].map((name): Column => ({name, hidden: true, sparse: true}))]
}

export const sessionRow = ({id, source, frontend, backend, server, age: seconds, protocol, fields}: Session): Row => ({
  ...Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => !named.has(name))
      .map(([name, value]) => [name, fieldValue(value)]),
  ),
  id,
  source,
  frontend,
  backend,
  server,
  age: seconds,
  protocol,
})

/** `10.0.0.1:4711 → www → be_app/web1`, as far as it has come. */
function way({source, frontend, backend, server}: Pick<Session, 'source' | 'frontend' | 'backend' | 'server'>): string {
  const to = backend === null ? [] : [server === null ? backend : `${backend}/${server}`]
  return [source ?? '?', frontend ?? '?', ...to].join(' → ')
}

/** One session: who and whither, and below it what HAProxy says of its inside. */
export function detailText(session: SessionDetail, style: Style): string {
  const {id, number, began, age: seconds, lines} = session
  return `${style.bold(way(session))}\n${id}, number ${number}, since ${began} (${duration(seconds)})\n${style.dim(lines.join('\n'))}\n`
}

/** More of them are counted. */
const told = 20

/** What was ended, a line each; for a dry run the commands. */
export function killView(report: KillReport): View<KillReport> {
  const view = changesView(report, {more: ({source, frontend, backend, server, age}) => ({source, frontend, backend, server, age})})
  return report.dryRun && report.changes.length > 0 ? view : {...view, summary: ({changes}, style) => summaryOf(changes, style)}
}

function summaryOf(sessions: readonly SessionEnd[], style: Style): string {
  const gone = sessions.filter(({now}) => now === 'gone').length
  const lines = sessions
    .slice(0, told)
    .map((each) =>
      each.changed ? `${style.green('✓')} ${way(each)} ended ${style.dim(`(${each.name})`)}` : `${style.dim('-')} ${way(each)} had ended by itself`,
    )
  const more = sessions.length > told ? [`… ${sessions.length} in all: ${sessions.length - gone} ended, ${gone} had ended by themselves`] : []
  return sessions.length > 0 ? [...lines, ...more].join('\n') : 'no session fits: nothing was ended'
}
