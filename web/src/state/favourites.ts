/** Structures that this device keeps: their slug and their name, nothing of the visitor. */
const KEY = "boucle:favoris";

export interface Kept {
  slug: string;
  name: string;
}

const isKept = (entry: unknown): entry is Kept => {
  const { slug, name } = (entry ?? {}) as Partial<Kept>;
  return typeof slug === "string" && slug !== "" && typeof name === "string";
};

/** Null where the browser lets nothing be kept. */
export function kept(): Kept[] | null {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(list) ? list.filter(isKept) : [];
  } catch (error) {
    // What was written by somebody else is as good as nothing.
    return error instanceof SyntaxError ? [] : null;
  }
}

/** Writes the whole list; false where nothing can be written. */
export function keepAll(list: Kept[]): boolean {
  try {
    if (list.length > 0) localStorage.setItem(KEY, JSON.stringify(list));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

/** Keeps one, or keeps it no more; whether it is kept now, null when nothing can be written. */
export function toggle(one: Kept): boolean | null {
  const list = kept();
  if (!list) return null;
  const others = list.filter(({ slug }) => slug !== one.slug);
  const added = others.length === list.length;
  return keepAll(added ? [...list, one] : others) ? added : null;
}
