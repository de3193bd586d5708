const yes = /^\s*y(?:es)?\s*$/i

/** Asks a question that only `y` or `yes` answers with yes; the end of the input is a no, and so is `signal`, whose reason is the caller's to throw. */
export async function ask(question: string, input: NodeJS.ReadableStream, write: (text: string) => Promise<void>, signal?: AbortSignal): Promise<boolean> {
  const {createInterface} = await import('node:readline')
  const reader = createInterface({input, terminal: false})
  try {
    await write(`${question} [y/N] `)
    if (signal?.aborted) return false
    return await new Promise<boolean>((resolve) => {
      signal?.addEventListener('abort', () => resolve(false), {once: true})
      reader.once('line', (answer) => resolve(yes.test(answer)))
      reader.once('close', () => resolve(false))
    })
  } finally {
    reader.close()
  }
}
