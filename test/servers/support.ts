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

/** Servers with checks that are never made by themselves, behind names that an own name server answers. */
const checkedSections = (nameServer: number): string[] => [
  `resolvers dns
    nameserver one 127.0.0.1:${nameServer}
    hold valid 1s`,
  `backend be_api
    server plain 127.0.0.1:1
    server checked 127.0.0.1:2 check inter 1h
    server agent 127.0.0.1:3 agent-check agent-port 9 agent-inter 1h
    server follower 127.0.0.1:5 track be_api/checked
    server named host1.lab:80 resolvers dns init-addr 127.0.0.200`,
]

export const startChecked = (version: LabVersion, nameServer = 9): Promise<LabHaproxy> => lab.start(version, {sections: checkedSections(nameServer)})

/** The fields of one server in `show servers state` by HAProxy's own names, read here. */
export async function wireFields(haproxy: LabHaproxy, name: string): Promise<Record<string, string>> {
  const [, heading = '', ...lines] = (await haproxy.exchange('show servers state')).toString('latin1').split('\n')
  const names = heading.replace('# ', '').split(' ')
  const cells = lines.map((line) => line.split(' ')).find(([, backend, , server]) => `${backend}/${server}` === name)
  if (!cells) throw new Error(`no server ${name}`)
  return Object.fromEntries(names.map((field, at) => [field, cells[at] ?? '']))
}

/** Administrative state and weight by HAProxy's own words, read here. */
export async function wireState(haproxy: LabHaproxy, name: string): Promise<{admin: number; weight: number}> {
  const fields = await wireFields(haproxy, name)
  return {admin: Number(fields['srv_admin_state']), weight: Number(fields['srv_uweight'])}
}
