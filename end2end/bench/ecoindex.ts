/**
 * EcoIndex of a page, by the formula that cnumr publishes (https://www.ecoindex.fr/comment-ca-marche/): where its elements
 * (those inside an SVG not counted), its requests and its kB of a first visit lie among the quantiles of the HTTP Archive,
 * weighted 3, 2 and 1.
 */
const DOM = [0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601];
const REQUESTS = [0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920];
const KILOBYTES = [
  0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06, 2465.37, 2866.31, 3401.59,
  4155.73, 5400.08, 8037.54, 223212.26,
];

/** Where a value lies among the quantiles, from 0 to 20. */
function place(quantiles: number[], value: number): number {
  const above = quantiles.findIndex((quantile, at) => at > 0 && value < quantile);
  if (above < 0) return quantiles.length - 1;
  return above - 1 + (value - quantiles[above - 1]) / (quantiles[above] - quantiles[above - 1]);
}

/** From 0 to 100: 100 is best, and A is above 80. */
export function ecoIndex(elements: number, requests: number, kilobytes: number): number {
  const weighted = 3 * place(DOM, elements) + 2 * place(REQUESTS, requests) + place(KILOBYTES, kilobytes);
  return 100 - (5 * weighted) / 6;
}

/** Run in the page: its elements, but for what stands inside an SVG. */
export const countElements = () => document.querySelectorAll('*').length - document.querySelectorAll('svg *').length;
