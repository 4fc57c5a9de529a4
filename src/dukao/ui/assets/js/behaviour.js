// behave(selector, setup): runs setup once for every element that matches, now and after every htmx swap.
const behaviours = [];

function apply(root, { selector, setup, done }) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches?.(selector)) found.unshift(root);
  for (const element of found) {
    if (done.has(element)) continue;
    done.add(element);
    try {
      setup(element);
    } catch (error) {
      // One broken part must not take the others with it; the console still hears of it.
      setTimeout(() => { throw error; });
    }
  }
}

export function behave(selector, setup) {
  const behaviour = { selector, setup, done: new WeakSet() };
  behaviours.push(behaviour);
  apply(document, behaviour);
}

document.addEventListener("htmx:load", (event) => behaviours.forEach((behaviour) => apply(event.detail.elt, behaviour)));
