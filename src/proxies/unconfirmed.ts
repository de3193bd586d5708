import {HactlError} from '../protocol/error.ts'

interface Remedy {
  /** The command that shows what stands. */
  readonly look: string
  /** What brings back that which was changed all the same. */
  readonly undo?: string | null
}

/** HAProxy acknowledged a change, and what was read back is something else. */
export const unconfirmed = (command: string, found: string, {look, undo = null}: Remedy): HactlError =>
  new HactlError('change-unconfirmed', {
    exit: 5,
    message: `HAProxy acknowledged \`${command}\`, but ${found}`,
    hint: `was it reloaded, or is somebody else at work? ${look}${undo === null ? '' : `; this undoes what was changed: ${undo}`}`,
  })
