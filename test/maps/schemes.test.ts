import {describe, expect, test} from 'vitest'
import {syncMap} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {connect, sourceOf} from './support.ts'

/** The configuration may put a scheme before the name of a map (3.0), HAProxy lists some of them without. */
const schemes: [written: string, names: string[]][] = [
  ['file@{folder}/x.map', ['file@{folder}/x.map', '{folder}/x.map']],
  ['opt@{folder}/x.map', ['opt@{folder}/x.map', '{folder}/x.map']],
  ['opt@{folder}/missing.map', ['opt@{folder}/missing.map', '{folder}/missing.map']],
  ['virt@some.map', ['virt@some.map']],
]

describe.each(lab.since('3.0'))('a map of HAProxy %s that is written', (version) => {
  test.each(schemes)('%s is found by its name with the scheme and without', async (written, names) => {
    await using haproxy = await lab.start(version, {
      files: {'x.map': 'old entry\n'},
      frontendLines: [`http-request return status 200 content-type text/plain lf-string "%[url_param(k),map_str(${written})]"`],
    })
    for (const [index, name] of names.entries()) {
      await using source = await sourceOf(`k value${index}\n`)
      await syncMap(await connect(haproxy), source, {map: name.replace('{folder}', haproxy.folder)})
      const answer = await fetch(`http://127.0.0.1:${haproxy.port}/?k=k`)
      expect(await answer.text()).toBe(`value${index}`)
    }
  })
})
