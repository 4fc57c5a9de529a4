// The chart module is large, so a page fetches it only when it shows a chart.
import { behave } from "./behaviour.js";

const address = document.querySelector("meta[name=dk-charts]")?.content;

behave("[data-chart]", async (element) => {
  const { draw } = await import(address);
  draw(element);
});
