import {setTimeout as delay} from 'node:timers/promises'

const tries = 3

/** ms between two tries */
const pause = 100

/**
 * Asks again what may be asked twice, so that one fault on the way leaves nothing unknown.
 *
 * @param isFinal whether another try could bring nothing else
 * @throws what the last try ended with
 */
export async function insist<T>(ask: () => Promise<T>, isFinal: (error: unknown) => boolean = () => false): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await ask()
    } catch (error) {
      if (left === 0 || isFinal(error)) throw error
      await delay(pause)
    }
  }
}
