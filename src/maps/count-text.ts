/** `400,000`: whole numbers as people read them, in any locale. Node takes 10 ms for its first `toLocaleString`. */
export const countText = (count: number): string => String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')

/** `1 entry`, `400,000 entries`. */
export const entriesText = (count: number): string => `${countText(count)} ${count === 1 ? 'entry' : 'entries'}`
