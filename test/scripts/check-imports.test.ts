import {expect, test} from 'vitest'
import {faultsOf} from '../../scripts/check-imports.mjs'

test.each([
  ['protocol/line.ts', "import {connect} from '../transport/unix.ts'"],
  ['transport/unix.ts', "import type {RuntimeClient} from '../client/runtime-client.ts'"],
  ['client/probe.ts', "export {sync} from '../maps/sync.ts'"],
  ['maps/sync.ts', "import {table} from '../render/table.ts'"],
  ['maps/sync.ts', "import {\n  one,\n  other,\n} from '../fleet/reload.ts'"],
  ['maps/sync.ts', "const {later} = await import('../commands/base/command.ts')"],
  ['fleet/reload.ts', "import {run} from '../commands/main.ts'"],
  ['render/table.ts', "import {sync} from '../maps/sync.ts'"],
  ['render/table.ts', "import type {Reply} from '../protocol/reply.ts'"],
  ['terminal/terminal.ts', "import {HactlError} from '../protocol/error.ts'"],
  ['maps/sync.ts', "import {Command} from '@oclif/core/command'"],
  ['client/probe.ts', "import {connect} from 'node:net'"],
  ['maps/sync.ts', "import * as net from 'node:net'"],
  ['maps/sync.ts', "import {isIP, Socket} from 'net'"],
  ['commands/version.ts', "process.stdout.write('x')"],
  ['maps/sync.ts', 'const {stderr} = process'],
  ['maps/sync.ts', 'line\n'.repeat(401)],
])('%s may not: %j', (path, text) => {
  expect(faultsOf(path, text)).toHaveLength(1)
})

test.each([
  ['transport/unix.ts', "import {connect} from 'node:net'\nimport {line} from '../protocol/line.ts'"],
  ['maps/ip-key.ts', "import {isIPv4, isIPv6} from 'node:net'"],
  ['maps/sync.ts', "import {entries} from '../acls/entries.ts'\nimport {plan} from './plan.ts'"],
  ['render/diff.ts', "import type {Difference} from '../maps/plan.ts'"],
  [
    'commands/map/sync.ts',
    "import {syncMap} from '../../maps/sync.ts'\nimport {Args} from '@oclif/core/args'\nimport {HactlCommand} from '../base/command.ts'",
  ],
  ['terminal/terminal.ts', "process.stdout.write('x')"],
  ['maps/sync.ts', '// never process.stdout here\n/* nor process.stderr */'],
  ['index.ts', "export {syncMap} from './maps/sync.ts'"],
  ['maps/sync.ts', 'line\n'.repeat(400)],
])('%s may: %j', (path, text) => {
  expect(faultsOf(path, text)).toEqual([])
})
