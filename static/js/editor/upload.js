// Uploads one picture. Only XMLHttpRequest reports the progress of an upload.

import { Refusal, token } from "./ask.js";
/** @import { Answer } from "./ask.js" */

const UNREACHED = "The server could not be reached. Try again.";

/**
 * @param {string} address
 * @param {File} file
 * @param {(share: number) => void} [onProgress]
 * @returns {Promise<Answer>} with the `id` of the picture
 */
export function upload(address, file, onProgress = () => {}) {
  const form = new FormData();
  form.append("file", file);
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
    request.addEventListener("load", () => settle(request, resolve, reject));
    request.addEventListener("error", () => reject(new Error(UNREACHED)));
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.send(form);
  });
}

/**
 * @param {XMLHttpRequest} request
 * @param {(answer: Answer) => void} resolve
 * @param {(refusal: Refusal) => void} reject
 */
function settle(request, resolve, reject) {
  const answer = parsed(request.responseText);
  if (request.status < 300 && answer.id) resolve(answer);
  else reject(new Refusal(request.status, answer));
}

/**
 * @param {string} text
 * @returns {Answer}
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
