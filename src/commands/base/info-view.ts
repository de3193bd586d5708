import {bytes, count, duration, memory, share} from '../../render/units.ts'
import type {Style} from '../../terminal/style.ts'

type Values = Readonly<Record<string, string | number>>

/** Fields of `show info`, as far as this HAProxy has them. */
class Fields {
  readonly #values: Values
  /** What a line was made of. */
  readonly used = new Set<string>()

  constructor(values: Values) {
    this.#values = values
  }

  /** Fields that no line was made of. */
  get unused(): [string, string | number][] {
    return Object.entries(this.#values).filter(([name]) => !this.used.has(name))
  }

  text(name: string): string | undefined {
    this.used.add(name)
    const value = this.#values[name]
    return value === undefined || value === '' ? undefined : String(value)
  }

  number(name: string): number | undefined {
    this.used.add(name)
    const value = this.#values[name]
    return typeof value === 'number' ? value : undefined
  }
}

/** The text of a line; undefined where this HAProxy does not tell it. */
type Line = (fields: Fields, style: Style) => string | undefined

const text =
  (name: string): Line =>
  (fields) =>
    fields.text(name)

const number =
  (name: string, unit: (value: number) => string = count): Line =>
  (fields) =>
    told(fields.number(name), unit)

const told = (value: number | undefined, unit: (value: number) => string): string | undefined => (value === undefined ? undefined : unit(value))

/** `12 of 2000 (1 %)` */
const ofLimit =
  (name: string, limitName: string): Line =>
  (fields, style) => {
    const [value, limit = 0] = [fields.number(name), fields.number(limitName)]
    return value === undefined
      ? undefined
      : limit === 0
        ? `${count(value)}, no limit`
        : toned(`${count(value)} of ${count(limit)} (${share(value, limit)})`, value / limit, style)
  }

/** `3/s of 100/s (3 %), highest 7/s` */
const rate =
  (name: string, {limit: limitName, highest: highestName}: {limit?: string; highest?: string}, unit: (value: number) => string = count): Line =>
  (fields, style) => {
    const fieldOf = (field: string | undefined): number | undefined => (field === undefined ? undefined : fields.number(field))
    const [value, limit = 0, highest] = [fields.number(name), fieldOf(limitName), fieldOf(highestName)]
    if (value === undefined) return undefined
    const now = limit === 0 ? `${unit(value)}/s` : toned(`${unit(value)}/s of ${unit(limit)}/s (${share(value, limit)})`, value / limit, style)
    return `${now}${highest === undefined ? '' : `, highest ${unit(highest)}/s`}${limitName !== undefined && limit === 0 ? ', no limit' : ''}`
  }

/** What should be 0. */
const alarm =
  (name: string, ok = '0'): Line =>
  (fields, style) => {
    const value = fields.text(name)
    return value === undefined || value === ok ? value : style.yellow(value)
  }

function toned(shown: string, used: number, style: Style): string {
  return used >= 1 ? style.red(shown) : used >= 0.8 ? style.yellow(shown) : shown
}

const joined =
  (separator: string, ...lines: readonly Line[]): Line =>
  (fields, style) => {
    const there = lines.map((line) => line(fields, style)).filter((each) => each !== undefined)
    return there.length === 0 ? undefined : there.join(separator)
  }
const before =
  (words: string, line: Line, behind = ''): Line =>
  (fields, style) => {
    const shown = line(fields, style)
    return shown === undefined ? undefined : `${words}${shown}${behind}`
  }

/** Bytes where this HAProxy tells them (since 2.5), else the MB before. */
const memoryOf =
  (exact: string, rough: string): Line =>
  (fields) => {
    const megabytes = fields.number(rough)
    return told(fields.number(exact), memory) ?? told(megabytes, (value) => `${value} MiB`)
  }
const memoryLimit: Line = (fields, style) => (fields.number('Memmax_MB') === 0 ? 'none' : memoryOf('Memmax_bytes', 'Memmax_MB')(fields, style))
const percent = (value: number): string => `${value} %`
const started = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000', '')

const groups: Readonly<Record<string, Readonly<Record<string, Line>>>> = {
  PROCESS: {
    version: joined(', released ', text('Version'), text('Release_date')),
    node: text('node'),
    description: text('description'),
    pid: joined('', text('Pid'), (fields, style) => (fields.number('Stopping') === 1 ? style.yellow(', stopping: its successor serves') : '')),
    up: joined(', since ', number('Uptime_sec', duration), number('Start_time_sec', started)),
    threads: joined('', text('Nbthread'), before(', in groups ', text('NbThreadGroups'))),
  },
  LOAD: {
    idle: number('Idle_pct', percent),
    tasks: joined(', ', number('Tasks'), before('', number('Run_queue'), ' to run'), before('', number('Niced_tasks'), ' niced')),
    streams: joined(', ', number('CurrStreams'), before('', number('CumStreams'), ' in all')),
    jobs: joined(', ', number('Jobs'), before('', number('Unstoppable Jobs'), ' that do not stop'), before('', number('Listeners'), ' listeners')),
  },
  CONNECTIONS: {
    current: joined(', ', ofLimit('CurrConns', 'Maxconn'), before('limit reached ', alarm('MaxconnReached'), ' times')),
    'current SSL': ofLimit('CurrSslConns', 'MaxSslConns'),
    connections: rate('ConnRate', {limit: 'ConnRateLimit', highest: 'MaxConnRate'}),
    sessions: rate('SessRate', {limit: 'SessRateLimit', highest: 'MaxSessRate'}),
    'SSL sessions': rate('SslRate', {limit: 'SslRateLimit', highest: 'MaxSslRate'}),
    'in all': joined(
      ', ',
      before('', number('CumConns'), ' connections'),
      before('', number('CumSslConns'), ' SSL'),
      before('', number('CumReq'), ' requests'),
    ),
    'hard limits': joined(
      ', ',
      before('', number('Hard_maxconn'), ' connections'),
      before('', number('Maxsock'), ' sockets'),
      before('', number('Ulimit-n'), ' file descriptors'),
    ),
    pipes: joined(', ', number('PipesUsed'), before('most ', number('Maxpipes')), before('', number('PipesFree'), ' free')),
  },
  TRAFFIC: {
    out: joined(', ', before('', number('BytesOutRate', bytes), '/s'), before('', number('TotalBytesOut', bytes), ' in all')),
    spliced: (fields, style) => number('TotalSplicedBytesOut', bytes)(fields, style) ?? number('TotalSplicdedBytesOut', bytes)(fields, style),
    compression: joined(' to ', rate('CompressBpsIn', {}, bytes), rate('CompressBpsOut', {limit: 'CompressBpsRateLim'}, bytes)),
  },
  SSL: {
    'frontend keys': rate('SslFrontendKeyRate', {highest: 'SslFrontendMaxKeyRate'}),
    'backend keys': rate('SslBackendKeyRate', {highest: 'SslBackendMaxKeyRate'}),
    'session reuse': number('SslFrontendSessionReuse_pct', percent),
    'session cache': joined(', ', before('', number('SslCacheLookups'), ' lookups'), before('', number('SslCacheMisses'), ' misses')),
  },
  MEMORY: {
    pools: joined(', ', before('', memoryOf('PoolUsed_bytes', 'PoolUsed_MB'), ' used'), before('', memoryOf('PoolAlloc_bytes', 'PoolAlloc_MB'), ' allocated')),
    limit: memoryLimit,
    'failed allocations': alarm('PoolFailed'),
    zlib: joined(' of ', number('ZlibMemUsage', memory), number('MaxZlibMemUsage', memory)),
    patterns: joined(', ', before('', number('PatternsAdded'), ' added'), before('', number('PatternsFreed'), ' freed')),
  },
  'TO WATCH': {
    peers: joined(' of ', before('', number('ConnectedPeers'), ' connected'), number('ActivePeers')),
    'dropped logs': alarm('DroppedLogs'),
    'received logs': number('CumRecvLogs'),
    'failed resolutions': alarm('FailedResolutions'),
    warnings: alarm('TotalWarnings'),
    'blocked traffic': alarm('BlockedTrafficWarnings'),
    'debug commands': alarm('DebugCommandsIssued'),
    tainted: alarm('Tainted'),
    'busy polling': text('BusyPolling'),
  },
}

/** Told otherwise already, or the same for every HAProxy of today. */
const elsewhere = ['Name', 'Uptime', 'Build info', 'Nbproc', 'Process_num', 'Memmax_bytes', 'PoolUsed_MB', 'PoolAlloc_MB', 'BootTime_ms']

/** `show info` for people. */
export function infoText(values: Values, style: Style): string {
  const fields = new Fields(values)
  for (const name of elsewhere) fields.used.add(name)
  const sections = Object.entries(groups).map(([title, lines]) => ({
    title,
    lines: Object.entries(lines).flatMap(([label, line]) => {
      const shown = line(fields, style)
      return shown === undefined ? [] : [{label, shown}]
    }),
  }))
  const others = fields.unused.map(([label, value]) => ({label, shown: String(value)}))
  const all = [...sections, {title: 'OTHER', lines: others}].filter(({lines}) => lines.length > 0)
  const width = Math.max(...all.flatMap(({lines}) => lines.map(({label}) => label.length)))
  return all.map(({title, lines}) => `${style.bold(title)}\n${lines.map(({label, shown}) => `  ${label.padEnd(width)}  ${shown}\n`).join('')}`).join('\n')
}
