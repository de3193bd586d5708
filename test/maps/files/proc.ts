import {mkdir, mkdtemp, rm, symlink} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {LabHaproxy} from '../../haproxy/lab.ts'

/** A folder that says of a HAProxy what /proc says, but for the root folder that it and its master have. */
export interface OtherProc extends AsyncDisposable {
  readonly proc: string
}

/** @param root as it is seen from here */
export async function otherProc(haproxy: LabHaproxy, root: string): Promise<OtherProc> {
  const proc = await mkdtemp(join(tmpdir(), 'hactl-proc-'))
  await symlink('/proc/net', join(proc, 'net'))
  for (const pid of new Set([await haproxy.pid(), haproxy.masterPid])) {
    await mkdir(join(proc, String(pid)))
    for (const name of ['fd', 'exe', 'status']) await symlink(`/proc/${pid}/${name}`, join(proc, String(pid), name))
    await symlink(root, join(proc, String(pid), 'root'))
  }
  return {proc, [Symbol.asyncDispose]: () => rm(proc, {recursive: true, force: true})}
}
