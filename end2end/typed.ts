import type { BrowserContext, Page } from '@playwright/test';
import { test as base, expect } from './fixtures';

/** Notes what a page does that none of ours does, each as a sentence; `own` is the origin that it must not leave. */
export async function watch(context: BrowserContext, own: string): Promise<string[]> {
  const seen: string[] = [];
  await context.exposeBinding('tell', ({ frame }, what: string) => void seen.push(`${what}, at ${frame.url()}`));
  await context.addInitScript(() => {
    const { tell } = window as unknown as { tell: (what: string) => void };
    Object.assign(window, { executed: (number: unknown) => tell(`executed ${number}`) });
    document.addEventListener('securitypolicyviolation', (event) => tell(`${event.violatedDirective} held back ${event.blockedURI}`));
  });
  context.on('dialog', (dialog) => {
    seen.push(`a dialog says ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== own) seen.push(`${request.url()} is asked for`);
  });
  return seen;
}

/**
 * What the page says, and its elements that none of our pages has: only what somebody typed can have put them there. Our policy
 * stops scripts by itself; this finds the markup also where the policy has made it harmless. Runs in the page.
 */
export async function look(): Promise<{ text: string; foreign: string[] }> {
  // What begins with a frame that is painted, as animations and focus do, has begun after two.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const neverOurs =
    'animate, audio, base, embed, frame, iframe, img, math, meta[http-equiv], noscript, object, set, source, style, template, video';
  const leads = ['action', 'data', 'formaction', 'href', 'src', 'xlink:href'];
  const isForeign = (element: HTMLElement) => {
    if (element.matches(neverOurs) || element.shadowRoot) return true;
    if (element.localName === 'script' && !element.getAttribute('src')?.startsWith('/pkg/')) return true;
    // The source code of a project is the one address that may be elsewhere.
    const mayLeave = element.matches('a[rel~="nofollow"][href^="https://"]');
    return [...element.attributes].some(({ name, value }) => {
      if (name.startsWith('on')) return true;
      if (leads.includes(name)) return !mayLeave && new URL(value, location.href).origin !== location.origin;
      // What searches and messages show of a page is text.
      const isShared = name === 'content' && element.matches('meta[property^="og:"], meta[name="description"]');
      return value.includes('executed') && name !== 'value' && !isShared;
    });
  };
  const foreign = [...document.querySelectorAll<HTMLElement>('*')].filter(isForeign).map((element) => element.outerHTML.slice(0, 200));
  return { text: document.body.textContent ?? '', foreign };
}

/** The page has nothing foreign in it, and these texts as they were typed. */
export async function inspect(page: Page, texts: Iterable<string> = []): Promise<void> {
  const { text, foreign } = await page.evaluate(look);
  expect(foreign, page.url()).toEqual([]);
  // Fields of one line make spaces of tabs and line ends.
  const flat = (some: string) => some.replace(/\s+/g, ' ');
  expect(
    [...texts].filter((typed) => !flat(text).includes(flat(typed))),
    `missing at ${page.url()}`,
  ).toEqual([]);
}

/** A test in which nothing that somebody typed may happen: what happened in the browser and must not is nothing when it ends. */
export const test = base.extend<{ seen: string[] }>({
  seen: [
    async ({ context, server }, use) => {
      const seen = await watch(context, server.address);
      await use(seen);
      expect(seen).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
