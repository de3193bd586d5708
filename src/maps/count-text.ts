/** `400,000`: numbers as people read them, in any locale. */
export const countText = (count: number): string => count.toLocaleString('en-US')

/** `1 entry`, `400,000 entries`. */
export const entriesText = (count: number): string => `${countText(count)} ${count === 1 ? 'entry' : 'entries'}`
