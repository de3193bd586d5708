import type {RuntimeClient} from '../client/runtime-client.ts'
import {type FileDescriptor, showFd} from '../protocol/commands/process/show-fd.ts'
import {showTasks} from '../protocol/commands/process/show-tasks.ts'
import {showThreads, type Thread} from '../protocol/commands/process/show-threads.ts'
import type {FunctionCounts} from '../protocol/function-table.ts'

/** `show threads`: what each thread does. HAProxy interrupts them for it: not to be asked again and again. */
export function threads(client: RuntimeClient): Promise<Thread[]> {
  return client.run(showThreads)
}

/**
 * `show tasks`: the functions that tasks wait to run, and how long they waited, in ms. All threads stand still for it: not to be asked again and again.
 *
 * @throws HactlError `unsupported` before HAProxy 2.4
 */
export function waitingTasks(client: RuntimeClient): Promise<FunctionCounts[]> {
  return client.run(showTasks)
}

/** `show fd`: the file descriptors that are open. All threads stand still for each of them: not to be asked again and again. Needs level operator. */
export function fileDescriptors(client: RuntimeClient): Promise<FileDescriptor[]> {
  return client.run(showFd)
}
