import {counted, countedOf} from '../../render/cells.ts'
import type {Cell, Column, Row, Tone} from '../../render/types.ts'
import {duration} from '../../render/units.ts'
import {endpoint, type Server} from '../../servers/server.ts'

const adminTones: Readonly<Record<string, Tone>> = {ready: 'good', drain: 'doubtful', maint: 'doubtful'}
const stateTones: Readonly<Record<string, Tone>> = {up: 'good', starting: 'doubtful', stopping: 'doubtful', down: 'bad'}

/** `maint (tracked)`; `maint (tracked, set to drain)`: that is what it becomes when the reason goes. */
function withReason(cell: Cell, {reason, forced}: Row): string {
  if (reason !== 'tracked' && reason !== 'resolution') return String(cell)
  return forced === 'ready' ? `${String(cell)} (${reason})` : `${String(cell)} (${reason}, set to ${String(forced)})`
}
const ofLimit = (cell: Cell, {sessionLimit}: Row): string => countedOf(cell, sessionLimit)
const ofInitial = (cell: Cell, {initialWeight}: Row): string =>
  cell === initialWeight ? counted(cell) : `${counted(cell)} (${counted(initialWeight ?? null)})`

export const addressText = (address: Cell, port: Cell | undefined): string =>
  typeof address === 'string' ? endpoint(address, typeof port === 'number' ? port : null) : '-'

/** A server that is meant to rest is not ill. */
const stateTone = (cell: Cell, {admin}: Row): Tone | undefined => (admin === 'maint' ? 'faint' : stateTones[String(cell)])

export const serverColumns: readonly Column[] = [
  {name: 'backend', tone: () => 'faint'},
  {name: 'server'},
  {name: 'admin', format: withReason, tone: (cell) => adminTones[String(cell)]},
  {name: 'reason', hidden: true},
  {name: 'forced', hidden: true},
  {name: 'state', tone: stateTone},
  {name: 'since', align: 'right', priority: 4, format: (cell) => (typeof cell === 'number' ? duration(cell) : '-')},
  {name: 'weight', align: 'right', priority: 1, format: ofInitial},
  {name: 'initialWeight', hidden: true},
  {name: 'backup', priority: 6, format: (cell) => (cell === true ? 'backup' : '-'), tone: (cell) => (cell === true ? undefined : 'faint')},
  {name: 'sessions', heading: 'SESS', align: 'right', format: ofLimit},
  {name: 'sessionLimit', hidden: true},
  {name: 'queue', align: 'right', priority: 2, format: counted},
  {name: 'check', priority: 3, format: (cell) => (typeof cell === 'string' ? cell : '-')},
  {name: 'address', priority: 5, format: (cell, {port}) => addressText(cell, port)},
  {name: 'port', hidden: true},
  ...['persistent', 'cookie', 'fqdn', 'checks', 'checkAddress', 'checkPort', 'agent', 'agentAddress', 'agentPort'].map(
    (name): Column => ({name, hidden: true}),
  ),
  {name: 'tracked', hidden: true},
]

export const serverRow = (server: Server): Row => ({...server})
