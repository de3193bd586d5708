import type {LabVersion} from '../../test/haproxy/lab.ts'
import type {Fault, FaultPage} from './page.mjs'

export function reproduce(page: FaultPage, fault: Fault, version: LabVersion): Promise<boolean>
