import type {LabHaproxy} from './haproxy.ts'

/** The worker that answers on the socket, once the master lists it as its current one: before that, a master of 2.6 or 3.0 loses signals. */
export async function currentWorker(haproxy: LabHaproxy): Promise<number | undefined> {
  const pid = await haproxy.pid().catch(() => undefined) // the socket may be away for a moment
  if (pid === undefined || haproxy.options.masterWorker === false) return pid
  return (await processes(haproxy)).workers.includes(pid) ? pid : undefined
}

/**
 * Whether a worker no longer accepts connections, though it may live on for those that it has. Not asked through the
 * master: `@!PID` of a leaving worker is never answered by 2.2, and each such question takes one of its ten slots for good.
 */
export async function isLeaving(haproxy: LabHaproxy, worker: number): Promise<boolean> {
  return haproxy.log().includes(`(${worker}) : Proxy lab stopped`) || !(await processes(haproxy)).old.includes(worker)
}

/** `show proc`: a title for each group, a line for each process. */
async function processes(haproxy: LabHaproxy): Promise<{workers: number[]; old: number[]}> {
  const groups = (await askMaster(haproxy, 'show proc')).split(/^# (?=\w)/m)
  const pids = (title: string) => [...(groups.find((group) => group.startsWith(`${title}\n`)) ?? '').matchAll(/^\d+/gm)].map(([digits]) => Number(digits))
  return {workers: pids('workers'), old: pids('old workers')}
}

/** An empty answer while the master executes itself anew. */
async function askMaster(haproxy: LabHaproxy, command: string): Promise<string> {
  return haproxy.exchange(`${command};quit`, {socket: haproxy.master, deadline: 1000}).then(String, () => '')
}
