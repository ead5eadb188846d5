/** `0231`: as it is spoken on the radio. */
export function incidentNumber(number: number): string {
  return String(number).padStart(4, '0');
}
