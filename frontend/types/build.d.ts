// What the build puts into scripts: see buildEmbeds in frontend/build.mjs.

declare const STYLES: string;
