import {dirname, resolve} from 'node:path'
import type {ParsedNode} from 'yaml'
import {levels} from '../protocol/command.ts'
import {parseDuration} from '../protocol/duration.ts'
import {outputFormats} from '../render/types.ts'
import {parseAddress} from '../transport/address.ts'
import type {Context, ContextFile, Defaults, Said} from './context.ts'
import {type Entry, YamlReader} from './yaml-reader.ts'

/** A name can be typed, and stands in no need of quotes. */
export const contextName = /^[A-Za-z0-9_][\w.-]*$/

/** @throws HactlError `context-file-invalid` with the line, the column and what was expected */
export function readContextFile(path: string, text: string): ContextFile {
  const reader = new YamlReader(path, text)
  const fields = reader.fields(reader.root, 'the file', ['current', 'defaults', 'contexts'])
  const current = fields.get('current')
  return {
    path,
    text,
    current: current && {value: reader.text(current.value, 'current'), origin: reader.origin(current.at)},
    defaults: readDefaults(reader, fields.get('defaults')?.value ?? null),
    contexts: new Map(reader.entries(fields.get('contexts')?.value ?? null, 'contexts').map((entry) => [entry.key, readContext(reader, entry, dirname(path))])),
  }
}

function readContext(reader: YamlReader, {key, at, value}: Entry, folder: string): Context {
  if (!contextName.test(key)) throw reader.wrong(at, 'a context’s name takes letters, digits, _, . and -')
  const fields = reader.fields(value, `context ${key}`, ['sockets', 'master', 'level', 'readOnly', 'confirm', 'defaults'])
  const [sockets, master, level] = [fields.get('sockets'), fields.get('master'), fields.get('level')]
  if (sockets && master) throw reader.wrong(master.at, `context ${key} takes sockets or master`)
  if (!sockets && !master) throw reader.wrong(at, `context ${key} needs sockets or master; a name without an address is`)
  const flag = (name: 'readOnly' | 'confirm'): Said<boolean> | undefined => {
    const field = fields.get(name)
    return field && {value: reader.flag(field.value, name), origin: reader.origin(field.at)}
  }
  return {
    name: key,
    sockets: sockets ? reader.texts(sockets.value, 'sockets').map(({node}) => readAddress(reader, node, 'sockets', folder)) : [],
    master: master && readAddress(reader, master.value, 'master', folder),
    level: level && reader.oneOf(level.value, 'level', levels),
    readOnly: flag('readOnly'),
    confirm: flag('confirm'),
    defaults: readDefaults(reader, fields.get('defaults')?.value ?? null),
    origin: reader.origin(at),
  }
}

/** A path is meant from the folder of its file. */
const readAddress = (reader: YamlReader, node: ParsedNode, what: string, folder: string): string =>
  reader.parsed(node, what, (text) => {
    const address = parseAddress(text)
    return address.kind === 'unix' && !text.startsWith('unix://') ? parseAddress(resolve(folder, address.path)).text : text
  })

function readDefaults(reader: YamlReader, node: ParsedNode | null): Defaults {
  const fields = reader.fields(node, 'defaults', ['timeout', 'output'])
  const [timeout, output] = [fields.get('timeout'), fields.get('output')]
  return {
    ...(timeout && {
      timeout: {value: reader.parsed(timeout.value, 'timeout', (text) => parseDuration(text, 'timeout')), origin: reader.origin(timeout.at)},
    }),
    ...(output && {output: {value: reader.oneOf(output.value, 'output', outputFormats), origin: reader.origin(output.at)}}),
  }
}
