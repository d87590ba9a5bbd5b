// What ESLint checks in our scripts; TypeScript checks their types (tsconfig.json).

import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["static/build/", ".venv/", "instance/"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-var": "error",
      "prefer-const": "error",
      "object-shorthand": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-param-reassign": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-alert": "error",
      "no-self-compare": "error",
      "no-template-curly-in-string": "error",
      "no-unneeded-ternary": "error",
      "no-useless-return": "error",
      "prefer-template": "error",
      "default-case-last": "error",
      "no-shadow": "error",
      "no-console": "error",
      eqeqeq: "error",
      "max-depth": ["error", 3],
      "max-params": ["error", 4],
    },
  },
  {
    files: ["static/js/**/*.js"],
    languageOptions: { globals: { ...globals.browser, STYLES: "readonly" } },
  },
  { files: ["frontend/**", "*.js"], languageOptions: { globals: globals.node } },
];
