import type {Cell, Column, Row, Tone} from '../../render/types.ts'
import {bytes, count, duration, milliseconds} from '../../render/units.ts'
import {rateNames, rateSources, sumOf} from '../../stats/rates.ts'
import {type StatHeading, stateOf} from '../../stats/stat-line.ts'

type Shown = Pick<Column, 'heading' | 'align' | 'priority' | 'tone' | 'format'>

/** Reads other fields of the row that a cell stands in. */
type Look = (row: Row, name: string) => number | undefined

const none = '-'
const shown =
  (text: (value: number) => string) =>
  (cell: Cell): string =>
    typeof cell === 'number' ? text(cell) : none
/** What is nothing steps back. */
const quiet = (cell: Cell): Tone | undefined => (cell === 0 || cell === null ? 'faint' : undefined)
const raised =
  (tone: Tone) =>
  (cell: Cell): Tone | undefined =>
    typeof cell === 'number' && cell > 0 ? tone : 'faint'

const stateTones = {up: 'good', 'going-down': 'doubtful', drain: 'doubtful', maint: 'doubtful', down: 'bad'} as const

/** A server is told from its backend at a glance: its backend's name steps back. */
const ownName = new Set(['FRONTEND', 'BACKEND'])

/** What a person sees, in this order. On a narrow terminal the highest priority goes first. */
const shownFields = (look: Look, svname: number): Readonly<Record<string, Shown>> => {
  const errorsIn = (row: Row): number | null => sumOf((name) => look(row, name), rateSources.errors_per_s) ?? null
  return {
    pxname: {heading: 'PROXY', tone: (_, row) => (ownName.has(String(row[svname])) ? undefined : 'faint')},
    svname: {heading: 'NAME'},
    status: {heading: 'STATE', tone: (cell) => (cell === 'no check' ? undefined : stateTones[stateOf(String(cell))])},
    lastchg: {heading: 'SINCE', priority: 6, align: 'right', format: shown(duration), tone: quiet},
    weight: {heading: 'WEIGHT', priority: 9, align: 'right', format: shown(count), tone: quiet},
    act: {heading: 'SERVERS', priority: 9, align: 'right', format: (cell, row) => servers(cell, look(row, 'bck'), row[svname] === 'BACKEND')},
    scur: {heading: 'SESS', align: 'right', format: (cell, row) => ofLimit(cell, look(row, 'slim')), tone: (cell, row) => nearLimit(cell, look(row, 'slim'))},
    qcur: {heading: 'QUEUE', priority: 1, align: 'right', format: shown(count), tone: raised('doubtful')},
    rate: {heading: 'SESS/S', priority: 4, align: 'right', format: shown(count), tone: (cell, row) => nearLimit(cell, look(row, 'rate_lim'))},
    req_tot: {heading: 'REQS', priority: 5, align: 'right', format: shown(count), tone: quiet},
    req_per_s: {heading: 'REQ/S', priority: 3, align: 'right', format: shown(count), tone: quiet},
    econ: {heading: 'ERRORS', priority: 2, align: 'right', format: (_, row) => shown(count)(errorsIn(row)), tone: (_, row) => quiet(errorsIn(row))},
    errors_per_s: {heading: 'ERR/S', priority: 2, align: 'right', format: shown(count), tone: raised('bad')},
    hrsp_5xx: {heading: '5XX', priority: 7, align: 'right', format: shown(count), tone: quiet},
    hrsp_5xx_per_s: {heading: '5XX/S', priority: 7, align: 'right', format: shown(count), tone: raised('bad')},
    bin: {heading: 'IN', priority: 8, align: 'right', format: shown(bytes), tone: quiet},
    bin_per_s: {heading: 'IN/S', priority: 8, align: 'right', format: shown(bytes), tone: quiet},
    bout: {heading: 'OUT', priority: 8, align: 'right', format: shown(bytes), tone: quiet},
    bout_per_s: {heading: 'OUT/S', priority: 8, align: 'right', format: shown(bytes), tone: quiet},
    qtime: {heading: 'WAIT', priority: 10, align: 'right', format: shown(milliseconds), tone: quiet},
    ctime: {heading: 'CONN', priority: 11, align: 'right', format: shown(milliseconds), tone: quiet},
    rtime: {heading: 'RESP', priority: 4, align: 'right', format: shown(milliseconds), tone: quiet},
    ttime: {heading: 'TOTAL', priority: 12, align: 'right', format: shown(milliseconds), tone: quiet},
    check_status: {heading: 'CHECK', priority: 3, format: (cell, row) => checkText(cell, look(row, 'check_duration')), tone: checkTone},
    addr: {heading: 'ADDRESS', priority: 13},
  }
}

/** How the statistics are wanted. */
export interface StatForm {
  /** Counters are shown as rates, which come as fields of their own. */
  readonly watching: boolean
  /** The user names the fields: `null` where an object does not have one. */
  readonly named: boolean
  /** A table, for which fields are chosen and put in order. */
  readonly table: boolean
}

/** The columns of `hactl stat`: all fields under HAProxy's names, of which a table shows some. */
export function statColumns(heading: StatHeading, {watching, named, table}: StatForm): Column[] {
  const fields = heading.names.map((name): Column => ({name, key: heading.position(name), sparse: !named}))
  const all = watching ? [...fields, ...rateNames.map((name): Column => ({name, sparse: !named}))] : fields
  return table && !named ? forPeople(all, heading, watching) : all
}

function forPeople(fields: readonly Column[], heading: StatHeading, watching: boolean): Column[] {
  const look: Look = (row, name) => {
    const cell = row[heading.position(name)]
    return typeof cell === 'number' ? cell : undefined
  }
  const views = shownFields(look, heading.position('svname'))
  const replaced = new Set<string>(watching ? Object.values(rateSources).flat() : [])
  return Object.entries(views)
    .filter(([name]) => !replaced.has(name))
    .flatMap(([name, view]) => {
      const field = fields.find((each) => each.name === name)
      return field ? [{...field, ...view}] : []
    })
}

/** Of a backend how many servers are up, `3+1` with one for backup; of a server whether it is one for backup. */
function servers(cell: Cell, backup: number | undefined, isBackend: boolean): string {
  if (typeof cell !== 'number') return none
  if (!isBackend) return cell > 0 ? 'active' : 'backup'
  return backup === undefined || backup === 0 ? count(cell) : `${count(cell)}+${count(backup)}`
}

function ofLimit(cell: Cell, limit: number | undefined): string {
  if (typeof cell !== 'number') return none
  return limit === undefined || limit === 0 ? count(cell) : `${count(cell)}/${count(limit)}`
}

function nearLimit(cell: Cell, limit: number | undefined): Tone | undefined {
  if (typeof cell !== 'number' || limit === undefined || limit === 0) return quiet(cell)
  return cell >= limit ? 'bad' : cell >= 0.8 * limit ? 'doubtful' : quiet(cell)
}

/** `L7OK 3ms`; `* ` before it means that a check is under way. */
function checkText(cell: Cell, took: number | undefined): string {
  if (typeof cell !== 'string') return none
  const status = cell.replace(/^\* /, '')
  return took === undefined ? status : `${status} ${milliseconds(took)}`
}

const checkTone = (cell: Cell): Tone | undefined => {
  if (typeof cell !== 'string') return 'faint'
  return /OKC?$/.test(cell) ? 'good' : /(?:INI|UNK)$/.test(cell) ? 'faint' : 'bad'
}
