// `npm run bench [-- SECTION … --rounds N --haproxy 3.2 --entries N --no-socat]`: prints tables and writes them to bench/results/.
import {parseArgs} from 'node:util'
import {acl} from './acl.mjs'
import {batch} from './batch.mjs'
import {far} from './far.mjs'
import {huge} from './huge.mjs'
import {mapSync} from './map-sync.mjs'
import {patch} from './patch.mjs'
import {start} from './start.mjs'
import {stat} from './stat.mjs'
import {table} from './table.mjs'
import {traffic} from './traffic.mjs'

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    rounds: {type: 'string', default: '5'},
    haproxy: {type: 'string', default: '3.2'},
    entries: {type: 'string', default: '1000000'},
    'no-socat': {type: 'boolean', default: false},
  },
})

/** `huge` lets HAProxy take 7 GB: only when it is named. */
const sections = {start, 'map-sync': mapSync, patch, acl, far, traffic, stat, table, batch, huge}
const wanted = positionals.length > 0 ? positionals : Object.keys(sections).filter((name) => name !== 'huge')

for (const name of wanted) {
  const section = sections[name]
  if (!section) throw new Error(`there is no section ${name}: ${Object.keys(sections).join(', ')}`)
  await section({version: values.haproxy, rounds: Number(values.rounds), entries: Number(values.entries), socat: !values['no-socat']})
}
