import {type LabHaproxy, type LabOptions, type LabVersion, lab} from '../haproxy/lab.ts'

/** A frontend with limits, and servers of every state that needs no time; `be_app/gone` fails its first check. */
const sections = [
  'frontend www\n    bind unix@{folder}/www.sock\n    maxconn 50\n    rate-limit sessions 100\n    default_backend be_app',
  'backend be_app\n    server up1 127.0.0.1:1 maxconn 20\n    server up2 127.0.0.1:1 weight 7\n    server resting 127.0.0.1:1 disabled\n    server gone 127.0.0.1:1 check inter 50 fall 1',
  'backend be_api\n    server a1 127.0.0.1:1',
  'backend be_empty',
]

/** The same without checks: the fields of a check come and go while it runs. */
export const sectionsAtRest = sections.map((section) => section.replace(' check inter 50 fall 1', ''))

export const startStats = (version: LabVersion, options: LabOptions = {}): Promise<LabHaproxy> => lab.start(version, {sections, ...options})

/** Returns when a server has this state. @throws after 10 s */
export async function stands(haproxy: LabHaproxy, server: string, state: RegExp): Promise<void> {
  const [proxy = '', name = ''] = server.split('/')
  for (const end = Date.now() + 10_000; ; ) {
    const row = (await haproxy.exchange('show stat'))
      .toString('latin1')
      .split('\n')
      .find((line) => line.startsWith(`${proxy},${name},`))
    if (row && state.test(row.split(',')[17] ?? '')) return
    if (Date.now() > end) throw new Error(`${server} did not become ${String(state)} within 10 s: ${String(row)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
