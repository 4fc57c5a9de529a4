// Lines over time, each named at its end instead of in a legend.
import { base, category, font, gutter, series, token, value, widest, withUnit } from "./style.js";

const tip = (data) => (points) => [
  data.x[points[0].dataIndex],
  ...points.map((point) => `${point.seriesName}  ${withUnit(data.series[point.seriesIndex].texts[point.dataIndex], data.unit)}`),
].join("\n");

export function trend(data) {
  return {
    ...base,
    tooltip: { ...base.tooltip, formatter: tip(data) },
    grid: { left: gutter(data.axis), right: widest(data.series.map((one) => one.label)) + 12, top: 14, bottom: 24 },
    xAxis: category(data.x, { boundaryGap: false }),
    yAxis: value(data.axis),
    series: data.series.map((one, index) => {
      const colour = one.colour ? token(one.colour) : series[index];
      return {
        name: one.name, type: "line", data: one.data, connectNulls: false,
        symbol: one.symbol || "circle", symbolSize: one.symbol ? 8 : 5, showSymbol: !one.dashed,
        lineStyle: { width: one.strong ? 2.25 : 1.5, type: one.dashed ? "dashed" : "solid", color: colour },
        itemStyle: { color: colour },
        labelLayout: { moveOverlap: "shiftY" },
        endLabel: { show: true, formatter: one.label, ...font, color: one.dashed ? font.color : colour, fontWeight: one.strong ? 600 : 400, distance: 6 },
      };
    }),
  };
}
