// `npm run quickstart`: the figure of HAProxy's architecture guide, and `hactl map sync` on its routing map. Node and npm are all that must be there.
// `-- --keep` leaves the stack running until Ctrl-C. All of it listens on this machine alone, and lives in one temporary folder.
import {join} from 'node:path'
import {root} from '../../scripts/commands.mjs'
import {missingSteps} from '../../scripts/prepare.mjs'
import {writeCustomers} from './customers.mjs'
import {demonstrate} from './demonstration.mjs'
import {findOrFetch, startHaproxy} from './haproxy.mjs'
import {aborted, run} from './programs.mjs'
import {bold, dim, heading, proved, say, seconds} from './say.mjs'
import {Stage, Stopped} from './stage.mjs'
import {temporaryFolder} from './temporary-folder.mjs'
import {startWebServers} from './web-servers.mjs'

const start = performance.now()
const since = (begun) => seconds(performance.now() - begun)

async function prepare(stage) {
  heading('What is needed')
  for (const {name, attempts} of missingSteps()) {
    const begun = performance.now()
    await succeedWithOne(stage, attempts)
    proved(`${name}  ${dim(since(begun))}`)
  }
  const begun = performance.now()
  const haproxy = await findOrFetch(stage)
  proved(`HAProxy ${haproxy.full}  ${dim(`${haproxy.from}, ${since(begun)}`)}`)
  return haproxy
}

async function succeedWithOne(stage, attempts) {
  const failures = []
  for (const [command, ...args] of attempts) {
    const words = [command, ...args].join(' ')
    say(dim(`  ${words}${failures.length > 0 ? ', for the last one failed' : ''}`))
    let said = ''
    const status = await run(stage, command, args, {cwd: root, hear: (text) => (said += text)})
    if (status === 0) return
    failures.push(`\`${words}\` ended with ${status}; it said:\n${said.trim()}`)
  }
  throw new Error(failures.join('\n\n'))
}

async function startStack(stage, {binary, full}) {
  heading('The stack')
  const folder = temporaryFolder(stage)
  const servers = await startWebServers(stage, ['A', 'B', 'C', 'D'])
  const map = join(folder, 'customers.map')
  writeCustomers(map, 1)
  const site = await startHaproxy(stage, binary, {folder, map, servers})
  say(`
                   clients
                      │
      HAProxy ${full}  127.0.0.1:${site.port}
        host → customers.map → backend web, blue or green
        cookie SERVERID keeps a client on its server
          ┌───────────┬───────────┬───────────┐
        A:${String(servers[0].port).padEnd(10)}B:${String(servers[1].port).padEnd(10)}C:${String(servers[2].port).padEnd(10)}D:${servers[3].port}

  web = A B C D (the default)   blue = A B   green = C D
  ${dim(`socket ${site.socket}`)}`)
  return {site, map}
}

async function keep(stage, {site, map}) {
  heading('The stack goes on. In another terminal:')
  const host = 'customer-000002.example'
  say(`
  cd ${root}
  export HACTL_SOCKET=${site.socket}
  node bin/run.js map list
  node bin/run.js map get ${map} ${host}
  curl -H 'Host: ${host}' -i http://127.0.0.1:${site.port}/
  node bin/run.js map set ${map} ${host} web
  node bin/run.js map diff ${map}
  node bin/run.js map sync ${map} --dry-run

${bold('Ctrl-C')} here, or kill ${process.pid}, stops it and leaves nothing behind.`)
  const ended = await Promise.race([site.ended, aborted(stage.signal).catch(() => undefined)])
  if (ended !== undefined) throw new Error(`HAProxy ended with ${ended}`)
  say('\nstopped, clearing up')
}

async function quickstart(stage, {kept}) {
  const haproxy = await prepare(stage)
  const begun = performance.now()
  const stack = await startStack(stage, haproxy)
  const {entries} = await demonstrate(stage, stack.site, stack.map)
  heading('What happened')
  say(`  HAProxy was never reloaded, and no request failed. hactl loaded ${entries.toLocaleString('en-US')} entries into a new version of the map, which nobody
  saw, read them back, and made HAProxy switch to it in one step. The second time it found three changes and did the
  same again; the third time there was nothing to do, so it sent nothing.`)
  say(`\n${bold(`done in ${since(start)}`)} ${dim(`(${since(begun)} of it the demonstration)`)}`)
  if (kept) await keep(stage, stack)
}

function options(args) {
  const unknown = args.find((each) => each !== '--keep')
  if (unknown === undefined) return {kept: args.length > 0}
  say('usage: npm run quickstart [-- --keep]\n\n  --keep  leave the stack running until Ctrl-C, and print what to try')
  return process.exit(unknown === '--help' ? 0 : 2)
}

const wanted = options(process.argv.slice(2))
const stage = new Stage()
try {
  await quickstart(stage, wanted)
} catch (error) {
  const reason = stage.signal.aborted ? stage.signal.reason : error
  process.exitCode = reason instanceof Stopped ? reason.status : 1
  process.stderr.write(`\n${reason instanceof Stopped ? `${reason.message}, clearing up` : `Error: ${reason.message}`}\n`)
}
await stage.clear()
process.exit()
