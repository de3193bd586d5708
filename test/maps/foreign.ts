import {expect} from 'vitest'
import type {LabHaproxy} from '../haproxy/lab.ts'
import {numbered} from './support.ts'

/** Another writer, who knows nothing of hactl. */
export class Foreign {
  readonly haproxy: LabHaproxy
  readonly #map: string
  version = 0

  constructor(haproxy: LabHaproxy, map: string) {
    this.haproxy = haproxy
    this.#map = haproxy.file(map)
  }

  async prepare(): Promise<void> {
    this.version = Number(/New version created: (\d+)/.exec(await this.#ask(`prepare map ${this.#map}`))?.[1])
  }

  async load(entries: number): Promise<void> {
    expect(await this.#ask(`add map @${this.version} ${this.#map} <<\n${numbered(entries, (n) => `their${n} entry`)}\n`)).toBe('\n')
  }

  async commit(): Promise<void> {
    expect(await this.#ask(`commit map @${this.version} ${this.#map}`)).toBe('\n')
  }

  async #ask(line: string): Promise<string> {
    return String(await this.haproxy.exchange(line))
  }
}
