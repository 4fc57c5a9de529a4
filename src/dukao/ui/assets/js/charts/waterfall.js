// Full marks − losses + bonus = total: bars hang from the running sum.
import { base, category, font, gutter, ink, ink2, loss, seal, series, token, value, widest, withUnit } from "./style.js";

const gain = token("c3");

function bars(steps) {
  let sum = 0;
  return steps.map((step) => {
    const from = step.total ? 0 : sum;
    sum = step.total ? step.value : sum + step.value;
    const colour = step.total ? (step.end ? seal : series[0]) : step.value < 0 ? loss : gain;
    return { hold: step.total ? 0 : Math.min(from, sum), length: Math.abs(step.value), colour };
  });
}

// Two short lines under an upright bar instead of one that would be turned.
function wrapped(name) {
  const digits = /^\d+/.exec(name)?.[0].length ?? 0;
  const cut = digits || Math.ceil(name.length / 2);
  return `${name.slice(0, cut)}\n${name.slice(cut)}`;
}

export function waterfall(data, width) {
  const parts = bars(data.steps);
  const names = data.steps.map((step) => step.name);
  const slot = (width - gutter(data.axis) - 8) / names.length - 6;
  const short = names.map((name) => (widest([name]) > slot ? wrapped(name) : name));
  const lying = widest(short.flatMap((name) => name.split("\n"))) > slot;
  const stack = (position) => [
    { type: "bar", stack: "w", silent: true, itemStyle: { color: "transparent" }, data: parts.map((part) => part.hold) },
    {
      type: "bar", stack: "w", barWidth: "58%",
      data: parts.map((part) => ({ value: part.length, itemStyle: { color: part.colour } })),
      label: { show: true, position, ...font, fontWeight: 600, color: ink, formatter: (point) => data.steps[point.dataIndex].text },
    },
  ];
  if (lying) {
    return {
      ...base,
      tooltip: { show: false },
      grid: { left: widest(names) + 12, right: 48, top: 4, bottom: 24 },
      yAxis: category(names, { inverse: true, axisLabel: { ...font, color: ink2 } }),
      xAxis: value(data.axis),
      series: stack("right"),
    };
  }
  return {
    ...base,
    grid: { left: gutter(data.axis), right: 8, top: 24, bottom: 46 },
    xAxis: category(short, { axisLabel: { ...font, interval: 0, lineHeight: 15, color: ink2 } }),
    yAxis: value(data.axis),
    tooltip: { ...base.tooltip, formatter: ([point]) => `${names[point.dataIndex]}  ${withUnit(data.steps[point.dataIndex].text, data.unit)}` },
    series: stack("top"),
  };
}
