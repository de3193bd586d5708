#!/usr/bin/env node
// Writes fixtures/<version>.json: what each HAProxy of the lab answers, byte for byte (latin1), with its exact version. Run it anew when the lab
// has newer ones: `node test/protocol/record-fixtures.mjs && npx biome check --write test/protocol/fixtures`. With words behind it only the lines that begin
// with one of them are recorded anew: `node test/protocol/record-fixtures.mjs 'show sess'`.

import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {setTimeout as pause} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {findHaproxy, labVersions} from '../haproxy/install.mjs'

const matches = ['str', 'beg', 'end', 'sub', 'dir', 'dom', 'reg', 'ip', 'int']

const configOf = (folder, version) => `global
    stats socket ${folder}/admin.sock mode 600 level admin
    stats socket ${folder}/user.sock mode 600 level user
    stats timeout 5s
    node lab
defaults base
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend lab
    stick-table type ip size 100 store ${version === '2.2' ? 'gpc0' : 'gpc(3),gpt(2),gpc_rate(2,10s)'}
    bind unix@${folder}/http.sock
${matches.map((match) => `    http-request set-var(txn.lab) ${match === 'int' ? 'dst_port' : 'src'},map_${match}(${folder}/${match}.map)`).join('\n')}
    http-request set-var(txn.lab) src,lower,map_beg(${folder}/str.map)
    http-request set-var(txn.lab) src,map_str_int(${folder}/number.map)
    http-request set-var(txn.lab) src,map_str_ip(${folder}/address.map)
    http-request deny if { src -f ${folder}/deny.acl }
    http-request deny if { path -i -M -f ${folder}/str.map }
    http-request deny if { path /inline }
backend be_lab
    stick-table type string len 32 size 100 expire 10m store server_id,gpc0,gpc1_rate(10s),http_req_rate(1m)
    http-request cache-use pages
    http-response cache-store pages
    cookie SRV insert
    server one 127.0.0.1:1 cookie a,b
    server two 127.0.0.1:1 disabled
resolvers default
    nameserver one 127.0.0.1:1
    nameserver two 127.0.0.1:2
peers mates
    peer lab unix@${folder}/peer.sock
    peer other 127.0.0.1:1
cache pages
    total-max-size 1
`

const files = {
  'str.map': 'key value\nother value with blanks; \\ "quoted" \nempty\n/a 1\n',
  'beg.map': '/api v1\n',
  'end.map': '.gz v1\n',
  'sub.map': 'part v1\n',
  'dir.map': 'dir v1\n',
  'dom.map': 'example.com v1\n',
  'reg.map': '^a+$ v1\n',
  'ip.map': '10.0.0.0/8 v1\n2001:db8::/32 v2\n',
  'int.map': '1:10 v1\n',
  'number.map': 'key 42\n',
  'address.map': 'key 10.0.0.1\n',
  'deny.acl': '192.0.2.1\n',
}

/** Lines that are asked, in order, `{}` being the folder; a payload is behind its line feed. */
const lines = [
  'show map',
  'show acl',
  'show map {}/str.map',
  'show map {}/nosuch.map',
  ...matches.map(
    (match) =>
      `get map {}/${match}.map ${{dir: '/dir/x', dom: 'www.example.com', ip: '10.1.1.1', int: '5', end: 'a.gz', sub: 'aparta', beg: '/api/x', reg: 'aaa'}[match] ?? 'key'}`,
  ),
  ...matches.map((match) => `get map {}/${match}.map 0`),
  'get map {}/str.map empty',
  'get map {}/str.map other',
  'get map {}/number.map key',
  'get map {}/address.map key',
  'add map {}/str.map line\\\nfeed one',
  'add map {}/str.map last line\\\nfeed',
  'show map {}/str.map',
  'get map {}/str.map last',
  'add map {}/ip.map nonsense x',
  'add map {}/int.map nonsense x',
  'add map {}/reg.map x( x',
  'add map {}/number.map key nonsense',
  'add map {}/str.map <<\nkey\n\n',
  'add map {}/str.map onlykey',
  'set map {}/str.map nosuch x',
  'set map {}/str.map key new',
  'del map {}/str.map nosuch',
  'prepare map {}/str.map',
  'add map @99 {}/str.map a b',
  'commit map @99 {}/str.map',
  'prepare map {}/nosuch.map',
  'show map',
  'nonsense',
  'show cli level',
  'show info',
  'show info typed',
  'show stat typed',
  'show stat',
  'show stat -1 4 -1',
  'show activity',
  'show cache',
  'show env',
  'show errors',
  'show errors nosuch',
  'show fd',
  'show libs',
  'show peers',
  'show pools',
  'set profiling tasks on',
  'show profiling',
  'show profiling status',
  'show profiling tasks',
  'set profiling tasks nonsense',
  'show resolvers',
  'show servers conn',
  'show servers state',
  'show sess',
  'show sess all',
  'show sess 0x1',
  'shutdown session 0x1',
  'shutdown session nonsense',
  'shutdown sessions server be_lab/one',
  'shutdown sessions server be_lab/nosuch',
  'show startup-logs',
  'set table be_lab key a\\ b\\=c\\\\d\\;é data.gpc0 5 data.http_req_rate 7 data.server_id -1',
  'set table be_lab key other',
  'set table lab key 192.0.2.1 data.gpc 4',
  'show table',
  'show table be_lab',
  'show table lab',
  'show table be_lab key other',
  'show table be_lab key nosuch',
  'show table be_lab data.gpc0 gt 4',
  'show table be_lab data.gpc0 ? 0',
  'show table be_lab data.gpc1 ? 0',
  'show table be_lab data.nonsense ? 0',
  'show table nosuch',
  'show table nosuch data.gpc0 ? 0',
  'set table be_lab key other data.gpc0 nonsense',
  'clear table be_lab key other',
  'clear table nosuch key other',
  'show tasks',
  'show threads',
  'show pools match buffer',
  'show pools match trash',
  'set severity-output number;show map {}/nosuch.map;show cli level;prepare map {}/str.map;del map {}/str.map nosuch',
  'set timeout cli 60;show cli level',
  'set server be_lab/one addr 127.0.0.2 port 2',
  'set server be_lab/one addr 127.0.0.2 port 2',
  'set server be_lab/one addr 127.0.0.3',
  'set server be_lab/one addr 127.0.0.1 port 1',
  'set server be_lab/one addr nonsense',
  'set server be_lab/one addr 127.0.0.1 port nonsense',
  'set server be_lab/one addr 127.0.0.1 port +8000',
  'set server be_lab/one fqdn www.lab',
  'set server be_lab/one check-addr nonsense',
  'set server be_lab/one check-port 80',
  'set server be_lab/one check-port nonsense',
  'set server be_lab/one agent up',
  'set server be_lab/one agent-addr 127.0.0.1',
  'set server be_lab/one agent-send x',
  'set server be_lab/one health up',
  'set server be_lab/one health nonsense',
  'enable agent be_lab/one',
  'disable health be_lab/one',
  'set maxconn server be_lab/one 5',
  'set maxconn server be_lab/nosuch 5',
  'set maxconn server be_lab/one nonsense',
  'show cli sockets',
  'show events',
  'show events nosuch',
  'show events stderr',
  'trace h1 sink buf0',
  'trace h1 level developer',
  'trace h1 start now',
  'show trace',
  'show trace h1',
  'trace h1 level',
  'trace h1 verbosity',
  'trace h1 sink nosuch',
  'trace nosuch start now',
  'show events buf0',
  'trace 0',
  'get var proc.nosuch',
  'experimental-mode on;set var proc.lab expr str(a\\ b)',
  'experimental-mode on;set var proc.lab expr nosuch()',
  'get var proc.lab',
  'debug counters show',
  'debug counters show cnt all',
  'debug counters show glt all',
  'disable frontend lab',
  'disable frontend lab',
  'enable frontend lab',
  'enable frontend lab',
  'enable frontend nosuch',
  'set maxconn frontend lab 7',
  'set maxconn frontend nosuch 7',
  'set maxconn global 100',
  'set maxconn global 99999999',
  'set rate-limit sessions global 100',
  'set rate-limit nonsense global 1',
  'clear counters',
  'clear counters all',
  'add server be_lab/new 127.0.0.1:3 weight 5',
  'add server be_lab/new 127.0.0.1:3',
  'add server nosuch/new 127.0.0.1:3',
  'add server be_lab/bad 127.0.0.1:3 bogus',
  'del server be_lab/one',
  'wait 50ms srv-removable be_lab/new',
  'wait 1ms srv-removable be_lab/one',
  'wait 1ms srv-removable be_lab/nosuch',
  'del server be_lab/new',
  'del server be_lab/new',
  'add backend be_new from base',
  'add backend be_new2 from nosuch',
  'add backend be_lab from base',
  'publish backend be_new',
  'unpublish backend be_new',
  'publish backend nosuch',
  'del backend be_lab',
  'del backend be_new',
  'shutdown frontend lab',
  'shutdown frontend lab',
  'disable frontend lab',
]

/** Sessions: all that is written at once, and what comes back until HAProxy closes. */
const sessions = [
  'prompt\nshow cli level\nadd map {}/str.map <<\na 1\nb 2\nc 3\n\nnonsense\nadd map {}/ip.map <<\n10.0.0.1 a\nbad b\n\nshow cli level\nquit\n',
  'prompt i\nshow cli level\nadd map {}/str.map <<\na 1\nb 2\nc 3\n\nnonsense\nadd map {}/ip.map <<\n10.0.0.1 a\nbad b\n\nshow cli level\nquit\n',
]

function ask(path, request) {
  return new Promise((resolve, reject) => {
    const received = []
    const socket = connect({path}, () => socket.write(request))
    socket.setTimeout(20_000, () => socket.destroy(new Error(`no end of the answer to ${JSON.stringify(request)}`)))
    socket.on('data', (bytes) => received.push(bytes))
    socket.on('error', (error) => (error.code === 'ECONNRESET' ? undefined : reject(error)))
    socket.on('close', () => resolve(Buffer.concat(received).toString('latin1')))
  })
}

async function answering(path) {
  for (const end = Date.now() + 10_000; ; await pause(20)) {
    const answer = await ask(path, 'show cli level\n').catch((error) => error)
    if (typeof answer === 'string') return
    if (Date.now() > end) throw answer
  }
}

const wanted = process.argv.slice(2)

/** The recording with new answers for the wanted lines, in the order of `lines`. */
function merged(recording, answers) {
  const left = [...recording.answers]
  const taken = answers.map((answer) => {
    const at = left.findIndex(({line}) => line === answer.line)
    const [old] = at === -1 ? [] : left.splice(at, 1)
    return wanted.some((words) => answer.line.startsWith(words)) ? answer : old
  })
  return {...recording, answers: taken.filter((answer) => answer !== undefined)}
}

async function others(folder, outOf) {
  const denied = outOf(await ask(`${folder}/user.sock`, `prepare map ${folder}/str.map\n`))
  const tooBig = outOf(await ask(`${folder}/admin.sock`, `show map ${'x'.repeat(20_000)}\n`))
  const talks = []
  for (const request of sessions) talks.push({request, answer: outOf(await ask(`${folder}/admin.sock`, request.replaceAll('{}', folder)))})
  return {denied, tooBig, sessions: talks}
}

async function record({version, full, binary}) {
  const folder = mkdtempSync('/tmp/record-')
  for (const [name, content] of Object.entries(files)) writeFileSync(`${folder}/${name}`, content)
  writeFileSync(`${folder}/h.cfg`, configOf(folder, version))
  const haproxy = spawn(binary, ['-db', '-L', 'lab', '-f', `${folder}/h.cfg`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {LANG: 'C', API_TOKEN: 'hidden', TLS_KEY: '-----BEGIN KEY-----\nQUJD=\n-----END KEY-----', EMPTY: ''},
  })
  const ended = once(haproxy, 'close')
  try {
    await answering(`${folder}/admin.sock`)
    const inFolder = (text) => text.replaceAll('{}', folder)
    const outOf = (text) => text.replaceAll(folder, '{}').replaceAll(binary.replace(/\/usr\/s?bin\/haproxy$/, ''), '{lab}')
    // the last one that HAProxy could not read
    await ask(`${folder}/http.sock`, Buffer.from('GET / HTTP/1.1\r\nbad header: \x01\\\xff\r\n\r\n', 'latin1'))
    const answers = []
    for (const line of lines) {
      // something to trace
      if (line === 'show events buf0') await ask(`${folder}/http.sock`, 'GET / HTTP/1.0\r\n\r\n')
      answers.push({line, answer: outOf(await ask(`${folder}/admin.sock`, `${inFolder(line)}\n`.replace(/\n\n\n$/, '\n\n')))})
    }
    const file = fileURLToPath(new URL(`fixtures/${version}.json`, import.meta.url))
    const recording = wanted.length > 0 ? merged(JSON.parse(readFileSync(file, 'utf8')), answers) : {haproxy: full, answers, ...(await others(folder, outOf))}
    writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`)
    console.log(`${file}: HAProxy ${full}`)
  } finally {
    haproxy.kill('SIGKILL')
    await ended
    rmSync(folder, {recursive: true})
  }
}

for (const version of labVersions) {
  const found = findHaproxy(version)
  if (found) await record(found)
  else console.log(`skipped: HAProxy ${version} not available`)
}
