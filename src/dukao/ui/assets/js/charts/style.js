// The look all charts share, read from the tokens.
const css = getComputedStyle(document.documentElement);
export const token = (name) => css.getPropertyValue(`--dk-${name}`).trim();

export const ink = token("ink");
export const ink2 = token("ink-2");
export const seal = token("seal");
export const loss = "#b8564b";
export const series = [1, 2, 3, 4, 5, 6].map((n) => token(`c${n}`));
export const font = { fontFamily: token("font"), fontSize: 12, color: token("ink-3") };

export const base = {
  animation: false,
  textStyle: font,
  color: series,
  tooltip: {
    trigger: "axis",
    renderMode: "richText",
    confine: true,
    backgroundColor: token("paper"),
    borderColor: token("line-2"),
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { ...font, color: ink },
    axisPointer: { type: "line", lineStyle: { color: token("line-2") } },
  },
};

const axisLine = { lineStyle: { color: token("line-2") } };
export const category = (data, extra = {}) => ({ type: "category", data, axisLine, axisTick: { show: false }, axisLabel: { ...font }, ...extra });
export const value = (extra = {}) => ({ type: "value", splitLine: { lineStyle: { color: token("line") } }, axisLabel: { ...font }, ...extra });

const ruler = document.createElement("canvas").getContext("2d");
// Room for the longest of these words, in pixels.
export function widest(words) {
  ruler.font = `600 ${font.fontSize}px ${font.fontFamily}`;
  return Math.ceil(Math.max(0, ...words.map((word) => ruler.measureText(word).width)));
}

// Room left of a value axis for its longest figure.
export const gutter = (axis) => widest([String(axis.min), String(axis.max), String(axis.max - axis.interval)]) + 12;
export const withUnit = (text, unit) => (unit ? `${text} ${unit}` : text);
