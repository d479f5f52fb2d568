/** The most common names of time zones in Zendesk, each with its IANA zone, which is shown as `iana_time_zone`. */
const zones: Readonly<Record<string, string>> = {
  UTC: 'Etc/UTC',
  'Eastern Time (US & Canada)': 'America/New_York',
  'Central Time (US & Canada)': 'America/Chicago',
  'Mountain Time (US & Canada)': 'America/Denver',
  'Pacific Time (US & Canada)': 'America/Los_Angeles',
  'Mexico City': 'America/Mexico_City',
  Brasilia: 'America/Sao_Paulo',
  London: 'Europe/London',
  Dublin: 'Europe/Dublin',
  Paris: 'Europe/Paris',
  Berlin: 'Europe/Berlin',
  Copenhagen: 'Europe/Copenhagen',
  Kyiv: 'Europe/Kiev',
  Mumbai: 'Asia/Kolkata',
  Singapore: 'Asia/Singapore',
  Tokyo: 'Asia/Tokyo',
  Sydney: 'Australia/Sydney',
};

export const ianaZoneOf = (name: string): string => zones[name] ?? 'Etc/UTC';
