// How x becomes points, with dashed marks and the one case that is looked at.
import { base, font, gutter, ink2, seal, series, token, value } from "./style.js";

export function curve(data) {
  const unit = data.unit;
  return {
    ...base,
    tooltip: { show: false },
    grid: { left: gutter(data.axis), right: 18, top: 22, bottom: 24 },
    xAxis: value({ ...data.xAxis, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: token("line-2") } }, axisLabel: { ...font, formatter: `{value}${unit}` } }),
    yAxis: value({ ...data.axis, axisLine: { show: false }, axisTick: { show: false } }),
    series: [{
      type: "line", data: data.points, symbol: "none",
      lineStyle: { width: 2, color: series[0] }, areaStyle: { color: series[0], opacity: 0.07 },
      markLine: {
        silent: true, symbol: "none", label: { ...font, color: ink2, formatter: "{b}" },
        lineStyle: { color: token("control-line"), type: "dashed", width: 1 },
        data: data.marks.map((mark) => ({ name: mark.name, xAxis: mark.x })),
      },
      markPoint: data.at && {
        symbol: "circle", symbolSize: 9, itemStyle: { color: seal },
        label: { show: true, position: "left", ...font, fontWeight: 600, color: seal, formatter: data.at.text },
        data: [{ coord: data.at.coord }],
      },
    }],
  };
}
