const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `21/Nov/2026:20:02:34.521` as ISO 8601, in the time zone of HAProxy, which is not told. @returns undefined for anything else */
export function localTime(text: string): string | undefined {
  const [, day, month = '', year, time] = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(text) ?? []
  const at = months.indexOf(month)
  return at === -1 ? undefined : `${year}-${String(at + 1).padStart(2, '0')}-${day}T${time}`
}
