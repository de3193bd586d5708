import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {asAcl, asMap, type LabAcl, type LabMap, type LabOptions} from './options.ts'

/** Where one HAProxy of the lab lives and listens. */
export interface Place {
  folder: string
  port: number
  tcpPort: number
}

export const socketsOf = (folder: string) => ({
  admin: join(folder, 'admin.sock'),
  operator: join(folder, 'operator.sock'),
  user: join(folder, 'user.sock'),
})

/** The frontend answers these with a value in hex, whatever bytes it holds, or with 404. */
export const mapPath = (name: string) => `/map/${encodeURIComponent(name)}`
export const aclPath = (name: string) => `/acl/${encodeURIComponent(name)}`

export function writeFiles(folder: string, options: LabOptions): void {
  const acls = Object.entries(options.acls ?? {}).map(([name, acl]) => [name, asAcl(acl).content] as const)
  const maps = Object.entries(options.maps ?? {}).map(([name, map]) => [name, asMap(map).content] as const)
  for (const [name, content] of [...acls, ...maps, ...Object.entries(options.files ?? {})]) {
    mkdirSync(dirname(join(folder, name)), {recursive: true})
    writeFileSync(join(folder, name), content)
  }
}

export function writeConfig(file: string, place: Place, options: LabOptions): void {
  const sections = [globalSection(place, options), defaultsSection(), frontendSection(place, options), ...(options.sections ?? [])]
  writeFileSync(file, `${sections.join('\n\n').replaceAll('{folder}', place.folder)}\n`)
}

function globalSection({folder, tcpPort}: Place, options: LabOptions): string {
  return section('global', [
    ...Object.entries(socketsOf(folder)).map(([level, path]) => `stats socket ${path} mode 600 level ${level}`),
    ...(options.tcp === false ? [] : [`stats socket ipv4@127.0.0.1:${tcpPort} level admin`]),
    `stats timeout ${options.statsTimeout ?? '30s'}`,
    ...setting('stats maxconn', options.statsMaxconn),
    ...setting('tune.bufsize', options.bufsize),
    ...setting('nbthread', options.nbthread),
    'noreuseport', // else two HAProxies of one user share a port in silence
    ...(options.global ?? []),
  ])
}

const defaultsSection = () => section('defaults', ['mode http', 'timeout connect 5s', 'timeout client 60s', 'timeout server 60s'])

function frontendSection({folder, port}: Place, options: LabOptions): string {
  return section('frontend lab', [
    `bind 127.0.0.1:${port}`,
    ...(options.frontendLines ?? []),
    ...Object.entries(options.maps ?? {}).flatMap(([name, map], index) => mapAnswer(join(folder, name), mapPath(name), asMap(map), `map_${index}`)),
    ...Object.entries(options.acls ?? {}).flatMap(([name, acl], index) =>
      aclAnswer(join(folder, name), aclPath(name), {...asAcl(acl), shared: name in (options.maps ?? {})}, `acl_${index}`),
    ),
  ])
}

function mapAnswer(file: string, path: string, {match = 'str', type = 'str', converter}: LabMap, asked: string): string[] {
  const sample = ['url_param(k)', 'url_dec', ...(converter ? [converter] : [])].join(',')
  return [
    `acl ${asked} path ${path}`,
    `http-request set-var(txn.lab) ${sample},map_${match}${type === 'str' ? '' : `_${type}`}(${word(file)}) if ${asked}`,
    `http-request return status 200 content-type text/plain lf-string "%[var(txn.lab)${type === 'str' ? ',hex' : ''}]" if ${asked} { var(txn.lab) -m found }`,
    `http-request return status 404 content-type text/plain string none if ${asked}`,
  ]
}

function aclAnswer(file: string, path: string, {match = 'str', ignoreCase, shared}: LabAcl & {shared: boolean}, asked: string): string[] {
  return [
    `acl ${asked} path ${path}`,
    `acl ${asked}_file url_param(k),url_dec -m ${match}${ignoreCase ? ' -i' : ''}${shared ? ' -M' : ''} -f ${word(file)}`,
    `http-request return status 200 content-type text/plain string match if ${asked} ${asked}_file`,
    `http-request return status 404 content-type text/plain string none if ${asked}`,
  ]
}

const section = (title: string, lines: string[]) => [title, ...lines.map((line) => `    ${line}`)].join('\n')

const setting = (keyword: string, value: number | undefined) => (value === undefined ? [] : [`${keyword} ${value}`])

/** A word of the configuration. */
const word = (text: string) => text.replace(/[\\\s"'#]/g, '\\$&')
