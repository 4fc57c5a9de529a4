// htmx, set up for the strict policy, with refusals and lost connections told in words.
import htmx from "htmx.org/dist/htmx.esm.js";
import { toast } from "./toast.js";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  // What is shown answers at once: with htmx's own delay a new part stands on the page for 20 ms before it listens.
  defaultSettleDelay: 0,
  // The policy refuses style attributes, also those a dragged textarea would carry over.
  attributesToSettle: ["class", "width", "height"],
  // No copy of an official page stays in the browser's storage.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

const plain = {
  400: "这个请求不完整，请刷新页面后再试。",
  401: "登录已过期。你填的内容还在这里，请重新登录后再试。",
  403: "你没有这项权限。",
  404: "这一项已经不在了，请刷新页面。",
  409: "刚刚有人改过这一项。你的内容还在，核对后再存。",
  413: "文件太大，没有上传。",
  429: "操作太频繁，请稍等再试。",
};

const isOfType = (xhr, type) => (xhr.getResponseHeader("Content-Type") ?? "").startsWith(type) && xhr.responseText !== "";
const isSentence = (xhr) => isOfType(xhr, "text/plain");
const isPage = (xhr) => isOfType(xhr, "text/html");

export function refusal(xhr) {
  if (isSentence(xhr)) return xhr.responseText;
  return plain[xhr.status] ?? "服务器出错，没有办成。你的内容还在，请稍后再试。";
}

const isWholePage = (xhr) => /^\s*<!doctype html/i.test(xhr.responseText);

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]")?.content ?? "";
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, boosted, target } = event.detail;
  // A refusal that no view turned into a form comes as a bare sentence.
  if (xhr.status === 422 && isSentence(xhr)) {
    event.detail.shouldSwap = false;
    toast(refusal(xhr), { bad: true });
  }
  // A form that says what was refused stands in its place again, whatever the refusal was.
  if (xhr.status >= 400 && xhr.status < 500 && isPage(xhr) && !isWholePage(xhr)) Object.assign(event.detail, { shouldSwap: true, isError: false });
  // A whole page in the place of a fragment is the log-in page: the session ended while the page stood open.
  if (boosted || target === document.body || !isWholePage(xhr)) return;
  event.detail.shouldSwap = false;
  toast(plain[401], { bad: true, link: { word: "去登录", href: xhr.responseURL } });
});
// A module that has more to say about a refusal says it itself, while the event comes down, and prevents this.
document.addEventListener("htmx:responseError", (event) => { if (!event.defaultPrevented) toast(refusal(event.detail.xhr), { bad: true }); });
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!event.detail.elt.closest("[data-autosave]")) toast("连接断了，没有送到。你的内容还在这里，恢复后再试一次。", { bad: true });
  });
}

let offline;
addEventListener("offline", () => {
  // A page that is made for it says so in its own place.
  if (!document.querySelector("[data-says-offline]")) offline = toast("网络断了。可以接着填，内容留在这台电脑上。", { bad: true, stay: true });
});
addEventListener("online", () => {
  offline?.remove();
  if (offline) toast("网络恢复了。");
  offline = null;
});

export default htmx;
