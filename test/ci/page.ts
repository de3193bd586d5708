import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {program} from '../cli/hactl.ts'
import {pageOf} from '../docs/markdown.ts'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'

const page = pageOf('docs/ci.md').text

/** The blocks of a language below a heading of docs/ci.md, in order. @throws where there are not so many */
export function blocksOf(heading: string, language: string, count: number): string[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const [own = ''] = section.split(/^## /m)
  const blocks = [...own.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block)
  if (blocks.length !== count) throw new Error(`docs/ci.md has ${blocks.length} ${language} blocks below ${heading}, not ${count}`)
  return blocks
}

export const many = (value: string, count = 150): string =>
  Array.from({length: count}, (_, index) => `/path-${index} ${index < 10 ? value : 'be_app'}\n`).join('')
const addresses = (count: number): string => Array.from({length: count}, (_, index) => `10.0.${index}.1 blocked\n`).join('')

/** The machine that docs/ci.md speaks of, in a folder of its own: HAProxy, hactl in PATH, and the folders of the page. */
export class Machine {
  readonly haproxy: LabHaproxy
  /** Where a job's files are. */
  readonly workspace: string
  readonly #places: readonly (readonly [string, string])[]

  private constructor(haproxy: LabHaproxy) {
    this.haproxy = haproxy
    this.workspace = haproxy.file('work')
    this.#places = [
      ['/etc/haproxy/maps', haproxy.file('maps')],
      ['/var/backups/haproxy', haproxy.file('backups')],
      ['/run/haproxy/admin.sock', haproxy.socket],
      ['/usr/local/sbin', haproxy.file('bin')],
      ['/srv/lists', haproxy.file('lists')],
    ]
    for (const folder of ['work', 'backups', 'bin', 'lists']) mkdirSync(haproxy.file(folder))
    symlinkSync(program, haproxy.file('bin/hactl'))
    this.#write('bin/deploy-map', this.here(blocksOf('A shell script', 'sh', 2)[0] ?? ''), 0o755)
  }

  static async start(version: LabVersion = '3.2'): Promise<Machine> {
    return new Machine(await lab.start(version, {maps: {'maps/routes.map': many('be_old'), 'maps/blocked.map': {match: 'ip', content: addresses(120)}}}))
  }

  /** A text of the page with the places of this machine. */
  here(text: string): string {
    return this.#places.reduce((all, [place, ours]) => all.replaceAll(place, ours), text)
  }

  /** A file of the job. */
  write(name: string, content: string): void {
    this.#write(`work/${name}`, content, 0o644)
  }

  /** The list that another program has brought. */
  bringList(count: number): void {
    this.#write('lists/blocked.map', addresses(count), 0o644)
  }

  get env(): Record<string, string> {
    return {PATH: `${this.haproxy.file('bin')}:${process.env['PATH'] ?? ''}`}
  }

  /** How many entries lead where. */
  async count(value: string, map = 'maps/routes.map'): Promise<number> {
    return (await this.haproxy.dump(map)).filter(([, each]) => each === value).length
  }

  #write(name: string, content: string, mode: number): void {
    const file = this.haproxy.file(name)
    mkdirSync(dirname(file), {recursive: true})
    writeFileSync(file, content)
    chmodSync(file, mode)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.haproxy[Symbol.asyncDispose]()
  }
}

/** Where a job keeps its files. */
export const fileOf = (machine: Machine, name: string): string => join(machine.workspace, name)
