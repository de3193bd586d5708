import {execFile} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {type LabVersion, lab} from '../haproxy/lab.ts'
import {loaded} from './loader.ts'

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** A process of its own: one that never ends can be ended. */
const hactl = (...args: string[]) => promisify(execFile)(process.execPath, ['--max-old-space-size=300', program, ...args], {timeout: 20_000})

test('a line longer than --chunk-size is sent all the same, alone', async () => {
  const content = `a 1\nb ${'x'.repeat(500)}\nc 3\nd ${'y'.repeat(500)}\n`
  await using haproxy = await lab.start(lab.since('2.4').at(-1) as LabVersion, {maps: {'big.map': 'old entry\n'}, files: {'new.map': content}})
  await hactl('map', 'sync', haproxy.file('new.map'), '--map', haproxy.file('big.map'), '-s', haproxy.socket, '--chunk-size', '100')
  expect(await haproxy.dump('big.map')).toEqual(loaded(content))
})
