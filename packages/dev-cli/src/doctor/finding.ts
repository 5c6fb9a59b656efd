/** One line of the doctor's report; a line with `advice` is a problem. */
export interface Finding {
  text: string;
  advice?: string;
}

export const good = (text: string): Finding => ({ text });
export const bad = (text: string, advice: string): Finding => ({ text, advice });
