// Upright bars from zero; the axis of plain bars is never cut.
import { base, category, series, token, value, withUnit } from "./style.js";

// A label as wide as this stands under every bar; where there is less room, some are left out.
const LABEL = 70;

export function bars(data, width) {
  const axis = category(data.x);
  if (width / data.x.length >= LABEL) axis.axisLabel = { ...axis.axisLabel, interval: 0 };
  return {
    ...base,
    tooltip: {
      ...base.tooltip,
      formatter: (points) => [
        data.x[points[0].dataIndex],
        ...points.map((point) => `${point.seriesName}  ${withUnit(data.series[point.seriesIndex].texts[point.dataIndex], data.unit)}`),
      ].join("\n"),
    },
    grid: { left: 40, right: 12, top: 14, bottom: 24 },
    xAxis: axis,
    yAxis: value({ splitNumber: 3 }),
    series: data.series.map((one, index) => ({
      name: one.name, type: "bar", stack: data.stacked ? "s" : undefined, barMaxWidth: 22, data: one.data,
      itemStyle: { color: one.colour ? token(one.colour) : series[index] },
    })),
  };
}
