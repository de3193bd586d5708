import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'

/** Servers of every kind; `be_app/gone` fails its first check, and `be_app/follower` does what it does. */
const sections = [
  'frontend www\n    bind unix@{folder}/www.sock\n    default_backend be_app',
  `backend be_app
    balance roundrobin
    server web1 127.0.0.1:1 maxconn 20
    server web2 127.0.0.1:2 weight 7
    server resting 127.0.0.1:3 disabled
    server gone 127.0.0.1:4 check inter 50 fall 1
    server follower 127.0.0.1:5 track be_app/gone
    server six [::1]:80 backup
    server local unix@{folder}/local.sock
    server same 127.0.0.1`,
  'backend be_static\n    balance source\n    server web1 127.0.0.1:1',
  'backend be_empty',
]

export const startServers = (version: LabVersion): Promise<LabHaproxy> => lab.start(version, {sections})

/** Administrative state and weight by HAProxy's own words, read here. */
export async function wireState(haproxy: LabHaproxy, name: string): Promise<{admin: number; weight: number}> {
  const lines = (await haproxy.exchange('show servers state')).toString('latin1').split('\n')
  const cells = lines.map((line) => line.split(' ')).find(([, backend, , server]) => `${backend}/${server}` === name)
  if (!cells) throw new Error(`no server ${name}`)
  return {admin: Number(cells[6]), weight: Number(cells[7])}
}
