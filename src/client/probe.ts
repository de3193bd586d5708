import type {Level} from '../protocol/command.ts'
import {showCliLevel} from '../protocol/commands/process/show-cli-level.ts'
import {type ProcessInfo, showInfo} from '../protocol/commands/process/show-info.ts'
import {showPools} from '../protocol/commands/process/show-pools.ts'
import {type Dialect, dialectOf, smallestBufferSize} from '../protocol/dialect.ts'
import {HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import {endOfReply, splitReplies} from '../protocol/reply.ts'
import {parseVersion} from '../protocol/version.ts'
import type {Address} from '../transport/address.ts'
import type {ConnectOptions} from '../transport/connection.ts'
import {endless, keptLimit} from '../transport/limits.ts'
import {exchange} from '../transport/one-shot.ts'

/** What one line tells of the HAProxy at an address. */
export interface Probe {
  readonly info: ProcessInfo
  readonly level: Level
  readonly dialect: Dialect
  /** tune.bufsize in bytes. */
  readonly bufferSize: number
}

/** @throws HactlError `not-haproxy`, `master-socket` where something else answers */
export async function probe(address: Address, options: ConnectOptions): Promise<Probe> {
  const request = line(showInfo.encode(), showCliLevel.encode(), showPools.encode('buffer'), showPools.encode('trash'))
  const [info, level, buffers, trash] = splitReplies(await answerOf(address, request, options), 4)
  if (!info || !level || !buffers || !trash) throw new RangeError('four commands have four replies')
  if (!isProcess(info.text)) throw stranger(address, info.text)
  const process = showInfo.decode(info)
  const version = parseVersion(process.version)
  if (!version) throw stranger(address, process.version)
  return {
    info: process,
    level: showCliLevel.decode(level),
    dialect: dialectOf(version),
    bufferSize: showPools.decode(buffers) ?? showPools.decode(trash) ?? smallestBufferSize,
  }
}

const isProcess = (text: string): boolean => /^0\.Name\.\d+:\w+:str:HAProxy$/m.test(text)

/** Reads to the end, but no further than the first answer when that is not HAProxy's: a master would keep the connection open for ever. */
async function answerOf(address: Address, request: Uint8Array, options: ConnectOptions): Promise<string> {
  let text = ''
  for await (const bytes of exchange(address, request, options, {limit: options.timeout * 3})) {
    text += bytes.toString('latin1')
    const end = endOfReply(text)
    if (end !== undefined && !isProcess(text.slice(0, end))) throw stranger(address, text)
    if (text.length > keptLimit) throw endless(address)
  }
  return text
}

function stranger(address: Address, text: string): HactlError {
  const master = text.startsWith('Unknown command') && /\bshow proc\b/.test(text)
  if (master) {
    return new HactlError('master-socket', {
      exit: 3,
      message: `${address.text} is the master's socket, not a worker's`,
      hint: 'no command of hactl speaks to a master yet; use the path of `stats socket` in the global section of haproxy.cfg',
      target: address.text,
    })
  }
  const said = text === '' ? 'closed the connection without an answer' : `answered ${JSON.stringify(text.slice(0, 60))}`
  return new HactlError('not-haproxy', {
    exit: 3,
    message: `${address.text} ${said}: that is no HAProxy`,
    hint: 'is it the path of `stats socket` in haproxy.cfg?',
    target: address.text,
  })
}
