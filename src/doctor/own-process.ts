import type {RuntimeClient} from '../client/runtime-client.ts'
import {unseenBecause} from '../maps/own-file.ts'
import {listensAt} from '../maps/own-process.ts'

/** Whether the kernel here can be asked of the HAProxy that answers, or why not. */
export type Sight = {readonly seen: true; readonly pid: number; readonly proc: string} | {readonly seen: false; readonly why: string}

/** @param proc where the kernel tells of processes */
export function sightOf({address, info: {pid}}: RuntimeClient, proc: string): Sight {
  try {
    if (listensAt(address, pid, proc)) return {seen: true, pid, proc}
    return {seen: false, why: `process ${pid} of this machine does not listen at ${address.text}`}
  } catch (error) {
    return {seen: false, why: unseenBecause(error, pid)}
  }
}
