// Numbers and times as people read them.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export function count(number) {
  return Math.abs(number) < 100000 ? whole.format(number) : short.format(number);
}

export function rate(perSecond) {
  if (perSecond === undefined) return 'unknown';
  return perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : count(perSecond);
}

export function bytes(number) {
  if (number === undefined) return 'unknown';
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = number;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return (unit > 0 && value < 100 ? value.toFixed(1) : whole.format(value)) + ' ' + units[unit];
}

export function seconds(number) {
  if (number <= 0) return '0 s';
  if (number < 10) return number.toFixed(1) + ' s';
  if (number < 120) return Math.round(number) + ' s';
  if (number < 7200) return Math.round(number / 60) + ' min';
  return number < 172800 ? Math.round(number / 3600) + ' h' : Math.round(number / 86400) + ' d';
}

/** How much is behind: what isn't known is said, never shown as nothing. */
export function behind(lag) {
  if (lag.lagRecords === undefined) return 'unknown';
  return (lag.lagUnknownPartitions > 0 ? '\u2265 ' : '') + count(lag.lagRecords);
}

/** How old the copy is. */
export function recoveryPoint(lag) {
  return lag.lagSeconds === undefined ? 'unknown' : seconds(lag.lagSeconds);
}

/** Of what, and since when, it isn't known how much is behind. */
export function unknown(lag) {
  if (!lag.lagUnknownSince) return lag.lagRecords === undefined ? 'Unknown: nobody tells' : null;
  return `Unknown of ${lag.lagUnknownPartitions} partitions since ${clock(lag.lagUnknownSince)}`;
}

/** All flows or topics together. */
export function together(all) {
  const told = all.filter(each => each.lagRecords !== undefined);
  const aged = all.filter(each => each.lagSeconds !== undefined);
  return {
    lagRecords: all.length > 0 && told.length === 0 ? undefined : told.reduce((sum, each) => sum + each.lagRecords, 0),
    lagSeconds: aged.length < all.length ? undefined : Math.max(0, ...aged.map(each => each.lagSeconds)),
    lagUnknownPartitions: all.reduce((sum, each) => sum + (each.lagUnknownPartitions || (each.lagRecords === undefined ? 1 : 0)), 0),
  };
}

/** How long before the moment of the picture. */
export function ago(time, now) {
  const passed = (Date.parse(now) - Date.parse(time)) / 1000;
  return passed < 2 ? 'just now' : seconds(Math.round(passed)) + ' ago';
}

export function clock(time) {
  const date = new Date(time);
  const today = new Date().toDateString() === date.toDateString();
  return (today ? '' : date.toLocaleDateString([], { month: 'short', day: 'numeric' }) + ' ')
    + date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

export function many(number, one, more) {
  return count(number) + ' ' + (number === 1 ? one : more || one + 's');
}

/** 0, 1, 2, 5 as 0-2, 5. */
export function ranges(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const parts = [];
  for (let i = 0; i < sorted.length; i++) {
    const first = sorted[i];
    while (i + 1 < sorted.length && sorted[i + 1] === sorted[i] + 1) i++;
    parts.push(first === sorted[i] ? String(first) : first + '\u2013' + sorted[i]);
  }
  return parts.join(', ');
}

/** A value of the configuration. */
export function value(given) {
  if (given === null) return 'as if not set';
  if (Array.isArray(given)) return given.join(', ');
  return typeof given === 'object' ? JSON.stringify(given) : String(given);
}
