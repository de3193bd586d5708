// Imports point one way: design of the rooms of src/. Walks over import lines; run by `npm run check`.
import {readdirSync, readFileSync} from 'node:fs'
import {dirname, join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'
import {root} from './commands.mjs'

/** What each room may import of the others; a room that is not named here is a domain room. */
const rooms = {
  protocol: [],
  transport: ['protocol'],
  client: ['protocol', 'transport'],
  contexts: ['protocol', 'transport', 'client', 'domain', 'render'],
  completion: ['protocol', 'transport', 'client', 'domain', 'contexts'],
  fleet: ['protocol', 'transport', 'client', 'domain'],
  render: [],
  terminal: [],
  spoa: ['terminal'],
  commands: ['protocol', 'transport', 'client', 'domain', 'contexts', 'fleet', 'render', 'terminal', 'completion', 'shell', 'index'],
  shell: ['protocol', 'transport', 'client', 'domain', 'contexts', 'completion', 'fleet', 'render', 'terminal'],
  index: ['protocol', 'transport', 'client', 'domain', 'fleet'],
}
const domain = ['protocol', 'transport', 'client', 'domain']
/** Rooms of which types are known, and nothing else. */
const typesOnly = {render: ['domain'], terminal: ['domain']}
/** Pure functions about an address, which open nothing. */
const harmlessOfNet = new Set(['isIP', 'isIPv4', 'isIPv6'])
const longest = 400

const importLine = /^(?:import|export)\s+(type\s+)?([^'"]*?)(?:\s*from\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm
const standardStreams = /\bprocess\s*(?:\.|\?\.)\s*(?:stdout|stderr|stdin)\b|\{[^}]*\b(?:stdout|stderr|stdin)\b[^}]*\}\s*=\s*process\b/

const roomOf = (path) => path.split('/')[0].replace(/\.ts$/, '')
const kindOf = (room) => (room in rooms ? room : 'domain')
const namesIn = (clause) =>
  (/\{([^}]*)\}/.exec(clause)?.[1] ?? '*')
    .split(',')
    .map(
      (name) =>
        name
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+as\s/)[0],
    )
    .filter(Boolean)

function faultOfImport(path, {target, names, type}) {
  const room = roomOf(path)
  if (target.startsWith('.')) {
    const other = roomOf(relative('/src', join('/src', dirname(path), target)))
    if (other === room) return undefined
    const allowed = room in rooms ? rooms[room] : domain
    if (allowed.includes(kindOf(other))) return undefined
    if (type && (typesOnly[room] ?? []).includes(kindOf(other))) return undefined
    return `${room} may not import ${other}`
  }
  if (target.startsWith('@oclif/')) return ['commands', 'shell'].includes(room) ? undefined : 'only commands and shell import oclif'
  if (/^(?:node:)?(?:net|tls)$/.test(target) && !['transport', 'spoa'].includes(room)) {
    return names.every((name) => harmlessOfNet.has(name)) ? undefined : `only transport imports ${target}`
  }
  return undefined
}

/** @returns what is wrong with one file */
export function faultsOf(path, text) {
  const imports = [...text.matchAll(importLine)].map(([, type, clause, target, dynamic]) => ({
    target: target ?? dynamic,
    names: namesIn(clause ?? ''),
    type: Boolean(type),
  }))
  const faults = imports.map((each) => faultOfImport(path, each)).filter((fault) => fault !== undefined)
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  if (roomOf(path) !== 'terminal' && standardStreams.test(code)) faults.push('only terminal touches process.stdout, stderr and stdin')
  const lines = text.split('\n').length - 1
  if (lines > longest) faults.push(`${lines} lines, more than ${longest}`)
  return faults.map((fault) => `src/${path}: ${fault}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = readdirSync(`${root}src`, {recursive: true}).filter((path) => path.endsWith('.ts'))
  const faults = files.flatMap((path) => faultsOf(path, readFileSync(`${root}src/${path}`, 'utf8')))
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exitCode = 1
  else console.log(`${files.length} files`)
}
