import type {Level} from '../protocol/command.ts'
import {showCliLevel} from '../protocol/commands/process/show-cli-level.ts'
import {type ProcessInfo, showInfo} from '../protocol/commands/process/show-info.ts'
import {showPools} from '../protocol/commands/process/show-pools.ts'
import {type Dialect, dialectOf, smallestBufferSize} from '../protocol/dialect.ts'
import {HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import {parseVersion} from '../protocol/version.ts'
import type {Address} from '../transport/address.ts'
import type {ConnectOptions} from '../transport/connection.ts'
import {askOnce} from '../transport/one-shot.ts'

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
  const [info, level, buffers, trash] = await askOnce(address, request, 4, options)
  if (!info || !level || !buffers || !trash) throw new RangeError('four commands have four replies')
  if (!/^0\.Name\.\d+:\w+:str:HAProxy$/m.test(info.text)) throw stranger(address, info.text)
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

function stranger(address: Address, text: string): HactlError {
  const master = /\breload\b/.test(text) && /\bshow proc\b/.test(text)
  if (master) {
    return new HactlError('master-socket', {
      exit: 3,
      message: `${address.text} is the master's socket, not a worker's`,
      hint: 'use the path of `stats socket` in the global section of haproxy.cfg',
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
