import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {Relay} from './relay.ts'
import {linesOf, patience, sync} from './support.ts'

/** A container gives each HAProxy that is started in it the same Pid. */
const inContainer = (answer: string): string => answer.replace(/^(\d+\.Pid\.\d+:\w+:u32:)\d+$/gm, '$11').replace(/^Pid: \d+$/gm, 'Pid: 1')

/** A reload takes place, and the new process has another second of start than the one before. */
async function restart(haproxy: LabHaproxy): Promise<void> {
  const started = Number(/^Start_time_sec: (\d+)$/m.exec(String(await haproxy.exchange('show info')))?.[1])
  expect(started).toBeGreaterThan(0)
  while (Date.now() < (started + 1) * 1000) await pause(20)
  await haproxy.reload()
}

describe.each(lab.since('2.4'))('another process of HAProxy %s with the same Pid', (version) => {
  test('is another process: the sync begins again on it', {timeout: patience}, async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': '/a file\n'}})
    let restarted = false
    await using relay = await Relay.before(haproxy, {
      rewriteAnswer: inContainer,
      before: (request) => {
        if (restarted || !request.startsWith('add map @')) return undefined
        restarted = true
        return restart(haproxy)
      },
    })
    const cautions: string[] = []
    const to = {haproxy, map: 'big.map', content: linesOf([['/a', 'new']]), through: relay}
    const report = await sync(to, {caution: (text) => cautions.push(text)})
    expect(cautions).toEqual([expect.stringMatching(/^HAProxy was reloaded meanwhile \(process 1 \(since \S+Z\), now 1 \(since \S+Z\)\); starting again$/)])
    expect(report.target.pid).toBe(1)
    expect(await haproxy.dump('big.map')).toEqual([['/a', 'new']])
  })
})
