/** Moves the clock of a demonstration to the moment whose button bears this name. */
export async function moveClock(address: string, moment: string): Promise<void> {
  const before = (await (await fetch(`${address}/demo/horloge`)).text()).split(moment)[0];
  const value = (name: string) => [...before.matchAll(new RegExp(`name="${name}"[^>]*?value="([^"]*)"`, 'g'))].pop()?.[1] ?? '';
  const body = new URLSearchParams({ page: '/demo/horloge', date: value('date'), time: value('time') });
  const answer = await fetch(`${address}/demo/horloge`, { method: 'POST', body, headers: { origin: address }, redirect: 'manual' });
  if (answer.status !== 303) throw new Error(`the clock does not go to « ${moment} »: ${answer.status}`);
}
