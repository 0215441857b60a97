/** The page that lists a folder. */

/** HTML with a link to each name; those of folders end with a slash. */
export function folderPage(path: string, names: readonly string[]): string {
  const parent = path === '/' ? [] : ['../'];
  const items = [...parent, ...names].map((name) => `<li><a href="${link(name)}">${escaped(name)}</a></li>`);
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(path)}</title>`,
    `<style>body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}`,
    'ul{list-style:none;padding:0}</style>',
    `<h1>${escaped(path)}</h1>`,
    `<ul>${items.join('')}</ul>`,
    '',
  ].join('\n');
}

/** A relative link: without `./`, a name such as `a:b` would be a scheme. */
const link = (name: string): string =>
  name === '../' ? name : `./${name.split('/').map(encodeURIComponent).join('/')}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
