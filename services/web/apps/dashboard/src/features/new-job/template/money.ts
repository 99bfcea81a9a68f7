/** An amount in its currency, as people of that language write it; of less than its smallest coin the first figures. */
export function formatMoney(amount: number, currency: string, language: string): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  const places = format.resolvedOptions().maximumFractionDigits ?? 2;
  if (amount <= 0 || amount >= 10 ** -places) return format.format(amount);
  return new Intl.NumberFormat(language, { style: "currency", currency, maximumSignificantDigits: 2 }).format(amount);
}
