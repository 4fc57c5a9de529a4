// Draws every chart: figure > [data-chart="kind"] + its JSON. Canvas and rich-text tips, as the policy asks.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, MarkPointComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { bars } from "./charts/bars.js";
import { curve } from "./charts/curve.js";
import { trend } from "./charts/trend.js";
import { waterfall } from "./charts/waterfall.js";

use([BarChart, LineChart, GridComponent, MarkLineComponent, MarkPointComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

const kinds = { waterfall, trend, bars, curve };

export function draw(element) {
  const data = JSON.parse(element.closest("figure").querySelector("script[type='application/json']").textContent);
  const chart = init(element, null, { renderer: "canvas" });
  const paint = () => chart.setOption(kinds[element.dataset.chart](data, element.clientWidth), true);
  paint();
  // Narrow charts turn or thin out their labels, so a new width is a new picture.
  let width = element.clientWidth;
  const watcher = new ResizeObserver(() => {
    if (!element.isConnected) {
      watcher.disconnect();
      chart.dispose();
      return;
    }
    chart.resize();
    if (element.clientWidth !== width) paint();
    width = element.clientWidth;
  });
  watcher.observe(element);
}
