/** What scripts say, in the language of the page: the server's own messages, sent along as data. */

export type Lang = "fr" | "en";
/** A text, or one for each plural of its `n`; `{name}` stands for a variable. */
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;

/** The no-break space of French thousands and of units (the type used has no narrow one). */
export const NBSP = "\u00a0";

let lang: Lang = "fr";
let plurals = new Intl.PluralRules(lang);
let messages: Record<string, Message> = {};

/** Takes over a language and its messages. */
export function speak(code: string, words: Record<string, Message>): void {
  lang = code === "en" ? "en" : "fr";
  plurals = new Intl.PluralRules(lang);
  messages = words;
}

/** Takes over those of a page. */
export function speakAs(page: Document): void {
  speak(page.documentElement.lang, JSON.parse(page.getElementById("words")?.textContent ?? "{}") as Record<string, Message>);
}

export const language = (): Lang => lang;

/** A page's address in the language of this one, from the French one. */
export const path = (french: string): string => (lang === "fr" ? french : `/${lang}${french}`);

/** A message with its variables; its key where there is none. */
export function t(key: string, variables: Record<string, string | number> = {}): string {
  const message = messages[key] ?? key;
  const text = typeof message === "string" ? message : (message[plurals.select(Number(variables["n"]))] ?? message.other ?? key);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = variables[name] ?? "";
    return typeof value === "number" ? number(value) : value;
  });
}

/** 1284 is "1 284" in French, "1,284" in English. */
export function number(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, lang === "fr" ? NBSP : ",");
}
