// Beside the list there is room for the drawer; below 992 px it is a sheet over it, which data-drawer-toggle opens and shuts.
// The state sits on the body, so a drawer that htmx swaps for another stays open.
let opener;

const isSheet = () => innerWidth < 992;
const isOpen = () => document.body.classList.contains("drawer-open");

function show(open) {
  document.body.classList.toggle("drawer-open", open);
  if (open) document.querySelector(".dk-drawer [data-drawer-toggle]")?.focus();
  else if (opener?.isConnected) opener.focus();
}

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-drawer-toggle]");
  if (!toggle || !isSheet()) return;
  event.preventDefault();
  if (!isOpen()) opener = toggle;
  show(!isOpen());
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isOpen() && isSheet() && !document.querySelector("dialog[open]")) show(false);
});
