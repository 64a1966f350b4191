/** How a retention period is written: a whole number of hours, days, weeks or years, such as `180d`; or `forever`. */
export const RETENTION_PERIOD = /^([1-9]\d{0,5})([hdwy])$/;

export const FOREVER = 'forever';
