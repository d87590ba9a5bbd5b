// What Mozilla's Readability, the reader view of Firefox, takes of each page given.
import { readFileSync } from "node:fs";
import { argv, stdout } from "node:process";
import { Readability } from "@mozilla/readability";
import { JSDOM, VirtualConsole } from "jsdom";

const quiet = new VirtualConsole();
const taken = JSON.parse(readFileSync(argv[2], "utf8")).map(({ url, html }) => {
  const page = new JSDOM(html, { url, virtualConsole: quiet });
  const { title, byline, excerpt, publishedTime, textContent, content } = new Readability(
    page.window.document,
  ).parse();
  page.window.close();
  const images = [...new JSDOM(content).window.document.images].map((image) => image.src);
  return { title, byline, excerpt, publishedTime, text: textContent, images };
});
stdout.write(JSON.stringify(taken));
