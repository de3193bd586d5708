import {HactlError} from '../protocol/error.ts'

/** HAProxy acknowledged a change, and what was read back is something else. @param look the command that shows what stands */
export const unconfirmed = (command: string, found: string, look: string): HactlError =>
  new HactlError('change-unconfirmed', {
    exit: 5,
    message: `HAProxy acknowledged \`${command}\`, but ${found}`,
    hint: `was it reloaded, or is somebody else at work? ${look}`,
  })
