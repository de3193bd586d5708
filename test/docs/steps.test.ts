import {expect, test} from 'vitest'
import {RuntimeClient, syncMap} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {sourceOf} from '../maps/support.ts'
import {pageOf} from './markdown.ts'

/** What is sent, without what is said of it; payloads are left out, as --debug does. */
function documented(): string[] {
  const [, section = ''] = pageOf('docs/map-sync.md').text.split('## The steps on the wire')
  const [, block = ''] = /```text\n([^]*?)\n```/.exec(section) ?? []
  return block
    .replace(/( <<~)\S+(.*\n)[^]*?\n~\S+\n/, '$1WORD$2')
    .split('\n')
    .map((line) => line.replace(/ {3}.*$/, '').trimEnd())
}

test('the steps of a sync are those that docs/map-sync.md shows', async () => {
  const content = '/api be_api\n/img be_static\n/old be_web\n'
  await using haproxy = await lab.start('3.2', {maps: {'routes.map': '/api be_old\n'}})
  const map = haproxy.file('routes.map')
  // ours is the second version, as on the page
  for (const line of [`prepare map ${map}`, `add map @1 ${map} /api be_old`, `commit map @1 ${map}`]) await haproxy.exchange(line)
  const sent: string[] = []
  const debug = (line: string): void => void (/ #\d+ > /.test(line) && sent.push(line))
  await using source = await sourceOf(content)
  await syncMap(await RuntimeClient.connect(haproxy.socket, {debug}), source, {map})
  const shown = sent.map((line) =>
    line
      .replace(/^.* #\d+ > /, '')
      .replace(/ {2}\(\+ \d+ bytes of payload: .*\)$/, '')
      .replace(/<<~\S+$/, '<<~WORD')
      .replaceAll(map, '/etc/haproxy/routes.map'),
  )
  // the two dumps go out at the same time
  expect(shown.toSorted()).toEqual(documented().toSorted())
  const dumps = (line: string): boolean => /show map (?:@2 )?\//.test(line)
  expect(shown.filter((line) => !dumps(line))).toEqual(documented().filter((line) => !dumps(line)))
})
