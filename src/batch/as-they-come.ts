import {setImmediate as turn} from 'node:timers/promises'

/** What comes, and undefined whenever the next lets wait: so that what is known is told meanwhile. */
export async function* asTheyCome<T>(coming: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T | undefined, void> {
  const iterator = Symbol.asyncIterator in coming ? coming[Symbol.asyncIterator]() : coming[Symbol.iterator]()
  let over = false
  try {
    while (!over) {
      const next = Promise.resolve(iterator.next())
      const known = next.then(
        () => true,
        () => true,
      )
      if (!(await Promise.race([known, turn(false)]))) yield undefined
      const result = await next
      over = result.done === true
      if (result.done !== true) yield result.value
    }
  } finally {
    // not waited for: what is still to come may never come
    if (!over) void Promise.resolve(iterator.return?.()).catch(() => undefined)
  }
}

/** The same, with the next one read while the one before is used. */
export async function* oneAhead<T>(coming: AsyncIterable<T>): AsyncGenerator<T, void> {
  const iterator = coming[Symbol.asyncIterator]()
  const read = () => {
    const next = iterator.next()
    next.catch(() => undefined) // told to whom asks for it
    return next
  }
  let next = read()
  try {
    for (;;) {
      const result = await next
      if (result.done === true) return
      next = read()
      yield result.value
    }
  } finally {
    await next.catch(() => undefined)
    await iterator.return?.()
  }
}
