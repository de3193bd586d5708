import {type LabHaproxy, type LabOptions, type LabVersion, lab} from '../haproxy/lab.ts'

const sections = [
  'defaults base\n    mode http\n    timeout connect 5s\n    timeout client 60s\n    timeout server 60s\n    balance roundrobin',
  'frontend www\n    bind unix@{folder}/www.sock\n    maxconn 50\n    rate-limit sessions 100\n    use_backend be_static if { path /static }\n    default_backend be_app',
  'frontend spare\n    bind unix@{folder}/spare.sock\n    maxconn 60',
  'backend be_app\n    balance roundrobin\n    server web1 127.0.0.1:1\n    server web2 127.0.0.1:2 disabled\n    server web3 127.0.0.1:3 backup',
  'backend be_static\n    balance source\n    server web1 127.0.0.1:1 disabled',
  'backend be_empty',
]

/** Frontends with limits, and backends with and without servers that are up. */
export const startProxies = (version: LabVersion, options: LabOptions = {}): Promise<LabHaproxy> => lab.start(version, {sections, ...options})

/** A field of `show stat`, read here; undefined where there is no such line. */
export async function statField(haproxy: LabHaproxy, [proxy, name]: readonly [string, string], field: string): Promise<string | undefined> {
  const [heading = '', ...lines] = (await haproxy.exchange('show stat')).toString('latin1').split('\n')
  const cells = lines.map((line) => line.split(',')).find((each) => each[0] === proxy && each[1] === name)
  return cells?.[heading.replace(/^# /, '').split(',').indexOf(field)]
}
