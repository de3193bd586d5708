import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {RuntimeClient, readBatch, runBatch} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'

const lines = 100_000

describe.each(lab.since('3.2'))('a batch while HAProxy %s reloads', (version) => {
  test('sends each line once: the new process has all that came after it, in order', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': ''}})
    const client = await RuntimeClient.connect(haproxy.socket)
    const text = Array.from({length: lines}, (_, index) => `add map ${haproxy.file('big.map')} key${index + 1} v\n`)
    let told = 0
    let wanted = 0
    // three reloads, each begun when a quarter more has been answered; the lines wait for none of them, and come as slowly as a reload takes
    const pieces = async function* () {
      for (let start = 0; start < lines; start += 500) {
        yield Buffer.from(text.slice(start, start + 500).join(''))
        await pause(5)
      }
    }
    const reloads: Promise<void>[] = []
    for await (const records of runBatch(client, readBatch(pieces(), client), {keepGoing: true})) {
      for (const {line, ok} of records) {
        told += 1
        expect([line, ok]).toEqual([told, true])
      }
      if (told > ((wanted + 1) * lines) / 4 && wanted < 3) {
        wanted += 1
        reloads.push((reloads.at(-1) ?? Promise.resolve()).then(() => haproxy.reload()))
      }
    }
    await Promise.all(reloads)
    expect({told, reloads: reloads.length}).toEqual({told: lines, reloads: 3})
    const keys = (await haproxy.dump('big.map')).map(([key]) => Number(key.slice(3)))
    expect(keys.length).toBeGreaterThan(0)
    expect(keys).toEqual(Array.from({length: keys.length}, (_, index) => lines - keys.length + index + 1))
  })
})
