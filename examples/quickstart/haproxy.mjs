import {once} from 'node:events'
import {existsSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {delimiter, join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {versionOf} from '../../test/haproxy/install/folder.mjs'
import {fetchedHaproxy} from './fetch-haproxy.mjs'
import {start} from './programs.mjs'
import {ask} from './requests.mjs'

/** Maps have versions from here on. */
const oldest = [2, 4]
const toFetch = '3.2'

/** The haproxy of this machine, or one that is fetched for it. */
export async function findOrFetch(stage) {
  // Debian keeps it where the PATH of a user does not look
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin']
  for (const binary of folders.map((folder) => join(folder, 'haproxy'))) {
    const full = existsSync(binary) ? versionOf(binary) : undefined
    if (full && isNewEnough(full)) return {binary, full, from: binary}
  }
  const {binary, full, fetched} = await fetchedHaproxy(stage, toFetch)
  return {binary, full, from: fetched ? 'fetched from Debian' : 'fetched earlier'}
}

function isNewEnough(full) {
  const [major, minor] = full.split('.').map(Number)
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
}

/** Starts HAProxy in front of the web servers. @returns where it listens, and how its end is heard of */
export async function startHaproxy(stage, binary, {folder, map, servers}) {
  const socket = join(folder, 'admin.sock')
  const config = join(folder, 'haproxy.cfg')
  const deadline = Date.now() + 20_000
  for (;;) {
    const site = {port: await freePort(), signal: stage.signal}
    writeFileSync(config, configOf({socket, port: site.port, map, servers}))
    const {child, ended} = start(stage, binary, ['-db', '-f', config], {stdio: ['ignore', 'pipe', 'pipe']})
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
    let status
    void ended.then((how) => (status = how))
    while (status === undefined && Date.now() < deadline) {
      if (await answers(site)) return {...site, socket, pid: child.pid, ended}
      await pause(20, undefined, {signal: stage.signal})
    }
    // somebody was faster to take the port
    if (status !== undefined && /cannot bind|already in use/i.test(said) && Date.now() < deadline) continue
    throw new Error(`HAProxy ${status === undefined ? 'did not answer within 20 s' : `ended with ${status} while it started`}; it said:\n${said}`)
  }
}

const answers = (site) =>
  ask(site, 'anybody.example').then(
    ({backend}) => backend === 'web',
    () => false,
  )

/** The figure of HAProxy's architecture guide, and a map that says which customer is at home where. */
function configOf({socket, port, map, servers}) {
  const backend = (name, names) => [
    `backend ${name}`,
    '    balance roundrobin',
    '    cookie SERVERID insert indirect nocache',
    '    http-response set-header X-Backend %b',
    ...servers
      .filter((server) => names.includes(server.name))
      .map((server) => `    server ${server.name} 127.0.0.1:${server.port} cookie ${server.name} check`),
    '',
  ]
  return [
    'global',
    `    stats socket ${socket} mode 600 level admin`,
    '    maxconn 200',
    '',
    'defaults',
    '    mode http',
    '    timeout connect 5s',
    '    timeout client 30s',
    '    timeout server 30s',
    '',
    'frontend main',
    `    bind 127.0.0.1:${port}`,
    `    use_backend %[req.hdr(host),field(1,:),lower,map_str(${map},web)]`,
    '',
    ...backend('web', ['A', 'B', 'C', 'D']),
    ...backend('blue', ['A', 'B']),
    ...backend('green', ['C', 'D']),
  ].join('\n')
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address()
  server.close()
  await once(server, 'close')
  return port
}
